extension Baseline {
  /// A baseline's judgement of a result, where it makes another verdict of it.
  package enum Judgement: Sendable, Equatable {
    /// The verdict, which is no pass, is the one that the baseline accepts.
    case accepted
    /// The baseline accepts another verdict; a pass where it has no line for the clause.
    case differs(accepted: Verdict.Kind)

    /// The judged verdict.
    /// - Parameter seen: The verdict on what was seen.
    func verdict(on seen: Verdict) -> Verdict {
      switch self {
      case .accepted: .expectedFailure("accepted by the baseline: \(seen.nameAndReason)")
      case .differs(let accepted):
        seen == .pass ? .unexpectedPass("the baseline accepts: \(accepted.rawValue)") : .fail
      }
    }

    /// The reason of a failure, which has none of its own; nil if the judgement is none.
    func issue(on seen: Verdict) -> Issue? {
      guard case .differs(let accepted) = self, seen != .pass else { return nil }
      let what = accepted == .pass ? "accepts only a pass" : "accepts: \(accepted.rawValue)"
      return Issue(message: "\(seen.nameAndReason); the baseline \(what)")
    }
  }
}
