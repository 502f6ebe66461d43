/// What a run says about a clause.
public enum Verdict: Sendable, Equatable {
  case pass
  case fail
  case skip(String)
  case expectedFailure(String)
  /// A clause that was expected to fail passed: news, and red.
  case unexpectedPass(String)
  case hung(String)
  case crashed(String)
  case inconclusive(String)
}
