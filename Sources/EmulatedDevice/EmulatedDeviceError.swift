/// The device cannot be served: a sentence that says why.
struct EmulatedDeviceError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
