/// A verdict on a clause.
package enum Verdict: Sendable, Equatable {
  /// The promise is kept.
  case pass
  /// The promise is broken.
  case fail
  /// The rig or the kernel lacks what the clause needs; how to get it.
  case skip(String)
  /// The promise is broken, which is known of this kernel or of all; why.
  case expectedFailure(String)
  /// A clause that was expected to fail passed, and why it was expected to. That is news, and red.
  case unexpectedPass(String)
  /// Nothing was heard of the machine under test for too long; how long.
  case hung(String)
  /// The machine under test or the tests in it ended before the clause did; how.
  case crashed(String)
  /// The clause ran and could not have failed, or the run ended before the clause began; why.
  case inconclusive(String, didRun: Bool = true)
}
