/// An interface as a bus is told of it.
struct InterfaceInfo: Equatable, Sendable {
  var number: UInt8
  var interfaceClass: UInt8
}
