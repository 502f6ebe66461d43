/// One failed expectation.
public struct Issue: Sendable, Equatable, Codable {
  /// What happened instead of what was expected, as Swift Testing words it, comments on further lines.
  public var message: String
  /// `BNDTests.swift:31`, or nil.
  public var location: String?
  /// A failure was expected and did not happen; `known` says why it was expected.
  public var isUnexpectedPass: Bool
  /// Why the failure was expected; nil where it was not.
  public var known: String?

  /// An issue from its parts.
  public init(message: String, location: String? = nil, isUnexpectedPass: Bool = false, known: String? = nil)
  {
    self.message = message
    self.location = location
    self.isUnexpectedPass = isUnexpectedPass
    self.known = known
  }
}
