/// The setup packet of a control transfer.
struct Setup: Equatable, Sendable {
  var requestType: UInt8
  var request: UInt8
  var value: UInt16
  var index: UInt16
  var length: UInt16

  var isIn: Bool { requestType & 0x80 != 0 }
}
