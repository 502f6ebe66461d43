/// The type of an endpoint, numbered as in `bmAttributes`.
enum EndpointType: UInt8, Sendable {
  case control = 0
  case isochronous, bulk, interrupt
}
