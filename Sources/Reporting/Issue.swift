/// An issue of a test: a failed expectation, an error, or an expected failure that did not happen.
package struct Issue: Sendable, Equatable, Codable {
  /// The message as Swift Testing words it, with the comments on further lines.
  package var message: String
  /// The place in the tests' source, such as `BNDTests.swift:31`; nil if that is not known.
  package var location: String?
  /// Whether a failure was expected and did not happen; `known` is why it was expected.
  package var isUnexpectedPass: Bool
  /// The reason why the failure was expected; nil if it was not.
  package var known: String?

  /// An issue from its parts.
  package init(message: String, location: String? = nil, isUnexpectedPass: Bool = false, known: String? = nil)
  {
    self.message = message
    self.location = location
    self.isUnexpectedPass = isUnexpectedPass
    self.known = known
  }
}
