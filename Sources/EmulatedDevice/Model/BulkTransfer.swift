import DeviceControl

/// A bulk transfer from its arrival to its end.
struct BulkTransfer {
  let id: UInt64
  let stream: UInt32
  /// The number of bytes that the host wants or gives.
  let count: Int
  /// The host's data of an OUT transfer; of an IN transfer the data so far, so that memory grows with the data that
  /// there is and not with `count`.
  var data: [UInt8]
  /// The pieces of requests that a loopback's IN transfer took its data from.
  var pieces: [Loopback.Piece] = []
  /// The number of bytes of an OUT transfer that were taken.
  var taken = 0
  /// The number of bytes that it adds to `DeviceModel.waitingBytes`.
  let weight: Int
  /// The fault that the transfer is to end with.
  let fault: DeviceRequest.TransferFault?
}
