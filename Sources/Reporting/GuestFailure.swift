/// How a machine under test was lost.
package enum GuestFailure: String, Sendable, Equatable, Codable {
  /// A clause's time limit passed.
  case hung
  /// The machine stopped, or its results did.
  case crashed
}
