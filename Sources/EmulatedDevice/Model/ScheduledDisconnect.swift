/// The device was asked to leave the bus by itself.
struct ScheduledDisconnect {
  /// How many bulk transfers it still completes.
  var left: Int
  /// When it comes back; nil: when it is plugged in.
  let absence: Duration?
}
