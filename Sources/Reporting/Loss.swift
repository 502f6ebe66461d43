/// How a machine under test was lost.
public enum Loss: String, Sendable, Equatable, Codable {
  /// A clause's time limit passed.
  case hung
  /// The machine stopped, or its results did.
  case crashed
}
