/// The status with which a transfer or a request ended.
enum Status: Equatable, Sendable {
  case success, cancelled, invalid, error, stall, babble
}
