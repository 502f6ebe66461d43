import DeviceControl

/// What was asked to happen to an endpoint's next transfers.
struct Failure {
  var fault: DeviceRequest.TransferFault
  var left: Int

  /// What happens to the one that now comes.
  mutating func next() -> DeviceRequest.TransferFault? {
    guard left > 0 else { return nil }
    left -= 1
    return fault
  }
}
