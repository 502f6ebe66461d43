/// What a run says about a clause.
package enum Verdict: Sendable, Equatable {
  /// The promise is kept.
  case pass
  /// It is not.
  case fail
  /// The rig or the kernel lacks what the clause needs; how to get it.
  case skip(String)
  /// It is not, which is known of this kernel or of all; why.
  case expectedFailure(String)
  /// A clause that was expected to fail passed: news, and red.
  case unexpectedPass(String)
  /// Nothing was heard of the machine under test for too long; how long.
  case hung(String)
  /// The machine under test or the tests in it ended before the clause did; how.
  case crashed(String)
  /// The clause ran and could not have failed; why.
  case inconclusive(String)
}
