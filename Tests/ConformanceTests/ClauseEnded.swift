/// The end of a clause's test before its last line, and without a verdict of its own.
///
/// It is thrown through the test's body to `ClauseTrait`, and is never recorded as an issue. Whoever throws it has sent
/// its record to the supervisor.
enum ClauseEnded: Error {
  /// The rig or the kernel turned out to lack something.
  case skip(reason: String)
  /// The test ran and could not have failed, or its control was not seen.
  case inconclusive(reason: String)

  /// Whether the test could not tell.
  var isInconclusive: Bool { if case .inconclusive = self { true } else { false } }

  /// The sentence for a reader without a supervisor.
  var text: String {
    switch self {
    case .skip(let reason): "skip: \(reason)"
    case .inconclusive(let reason): "inconclusive: \(reason)"
    }
  }
}
