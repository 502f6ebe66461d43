/// One failed expectation.
package struct Issue: Sendable, Equatable, Codable {
  /// What happened instead of what was expected, as Swift Testing words it, comments on further lines.
  package var message: String
  /// `BNDTests.swift:31`, or nil.
  package var location: String?
  /// A failure was expected and did not happen; `known` says why it was expected.
  package var isUnexpectedPass: Bool
  /// Why the failure was expected; nil where it was not.
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
