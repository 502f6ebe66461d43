import DeviceControl

/// A fault that an endpoint's next transfers are to end with.
struct ScheduledFault {
  var fault: DeviceRequest.TransferFault
  /// The number of transfers that it is still for.
  var left: Int

  /// The fault of the next transfer, which is counted; nil if it is to succeed.
  mutating func next() -> DeviceRequest.TransferFault? {
    guard left > 0 else { return nil }
    left -= 1
    return fault
  }
}
