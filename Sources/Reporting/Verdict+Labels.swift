extension Verdict {
  /// The verdict's name in machine-readable reports.
  package var name: String {
    switch self {
    case .pass: "pass"
    case .fail: "fail"
    case .skip: "skip"
    case .expectedFailure: "expected failure"
    case .unexpectedPass: "unexpected pass"
    case .hung: "hung"
    case .crashed: "crashed"
    case .inconclusive: "inconclusive"
    }
  }

  /// The verdict of that name; nil if there is none.
  init?(name: String, reason: String) {
    let known: [Verdict] = [
      .pass, .fail, .skip(reason), .expectedFailure(reason), .unexpectedPass(reason), .hung(reason),
      .crashed(reason), .inconclusive(reason),
    ]
    guard let verdict = known.first(where: { $0.name == name }) else { return nil }
    self = verdict
  }

  /// Why; nil where the issues say it.
  package var reason: String? {
    switch self {
    case .pass, .fail:
      nil
    case .skip(let why), .expectedFailure(let why), .unexpectedPass(let why), .hung(let why),
      .crashed(let why),
      .inconclusive(let why):
      why
    }
  }

  private static let unreached = "did not run: "

  /// The run ended before the clause, and why.
  static func notReached(_ reason: String) -> Verdict { .inconclusive(unreached + reason) }

  /// The run ended before the clause.
  var isNotReached: Bool {
    if case .inconclusive(let reason) = self { reason.hasPrefix(Self.unreached) } else { false }
  }

  /// How much worse than a skip this is. Of two results of one clause the worse stands.
  var severity: Int {
    switch self {
    case .skip: 0
    case .pass: 1
    case .expectedFailure: 2
    case .inconclusive: 3
    case .unexpectedPass: 4
    case .fail: 5
    case .hung: 6
    case .crashed: 7
    }
  }
}
