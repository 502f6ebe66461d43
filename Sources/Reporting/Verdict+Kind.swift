extension Verdict {
  /// The verdict without its reason. The raw value is its name in machine-readable reports and in baselines.
  package enum Kind: String, Sendable, CaseIterable {
    case pass, fail, skip
    case expectedFailure = "expected failure"
    case unexpectedPass = "unexpected pass"
    case hung, crashed, inconclusive
  }

  /// The verdict without its reason.
  package var kind: Kind {
    switch self {
    case .pass: .pass
    case .fail: .fail
    case .skip: .skip
    case .expectedFailure: .expectedFailure
    case .unexpectedPass: .unexpectedPass
    case .hung: .hung
    case .crashed: .crashed
    case .inconclusive: .inconclusive
    }
  }

  /// A verdict of this kind; the reason goes with those that have one.
  init(_ kind: Kind, reason: String) {
    self =
      switch kind {
      case .pass: .pass
      case .fail: .fail
      case .skip: .skip(reason)
      case .expectedFailure: .expectedFailure(reason)
      case .unexpectedPass: .unexpectedPass(reason)
      case .hung: .hung(reason)
      case .crashed: .crashed(reason)
      case .inconclusive: .inconclusive(reason)
      }
  }
}
