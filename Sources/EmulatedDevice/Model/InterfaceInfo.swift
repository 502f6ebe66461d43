/// An interface's properties, for whatever carries the bus.
struct InterfaceInfo: Equatable, Sendable {
  var number: UInt8
  var interfaceClass: UInt8
}
