/// A disconnect that was requested (`DeviceRequest.disconnect`).
struct ScheduledDisconnect {
  /// The number of bulk transfers that are still completed before.
  var left: Int
  /// The time until the device reconnects; nil if it waits to be plugged in.
  let absence: Duration?
}
