import DeviceControl

/// A bulk transfer from its arrival to its end.
struct BulkTransfer {
  let id: UInt64
  let stream: UInt32
  /// How many bytes the host wants or gives.
  let count: Int
  /// OUT: what the host gave. IN: what was moved so far, so that memory grows with what there is, not with `count`.
  var data: [UInt8]
  /// Where the data of a loopback's IN transfer came from.
  var pieces: [Loopback.Piece] = []
  /// How much of an OUT transfer was taken.
  var taken = 0
  /// What it counts among the bytes that wait.
  let weight: Int
  /// What shall become of it instead.
  let fault: DeviceRequest.TransferFault?
}
