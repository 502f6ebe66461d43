/// How a transfer or a request ended, in the words of a bus.
enum Status: Equatable, Sendable {
  case success, cancelled, invalid, error, stall, babble
}
