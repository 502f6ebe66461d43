/// An error that keeps the device from being served, as a sentence.
struct EmulatedDeviceError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
