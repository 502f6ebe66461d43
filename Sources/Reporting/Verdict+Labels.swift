extension Verdict {
  /// The verdict's name in machine-readable reports.
  package var name: String { kind.rawValue }

  /// The reason; nil where the issues tell it.
  package var reason: String? {
    switch self {
    case .pass, .fail:
      nil
    case .skip(let why), .expectedFailure(let why), .unexpectedPass(let why), .hung(let why),
      .crashed(let why):
      why
    case .inconclusive(let why, let didRun):
      didRun ? why : "did not run: \(why)"
    }
  }

  /// The name and the reason, such as `crashed: Oops`.
  package var nameAndReason: String { reason.map { "\(name): \($0)" } ?? name }

  /// The severity: how much worse than a skip the verdict is. Of two results of one clause the worse stands.
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
