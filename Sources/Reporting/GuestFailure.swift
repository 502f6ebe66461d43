/// The failure of a machine under test.
package enum GuestFailure: String, Sendable, Equatable, Codable {
  /// Nothing was heard of it until the timeout.
  case hung
  /// It stopped, or the tests in it did.
  case crashed
}
