extension ClauseResult {
  /// The word for the verdict in the table of one rig.
  var word: String {
    if isRecorded { return "recorded" }
    return switch verdict {
    case .pass: "ok"
    case .fail: "FAILED"
    case .skip: "skip"
    case .expectedFailure: "expected failure"
    case .unexpectedPass: "UNEXPECTED PASS"
    case .hung: "HUNG"
    case .crashed: "CRASHED"
    case .inconclusive: "inconclusive"
    }
  }

  /// The word for the verdict in the narrow column of a table of several rigs.
  var shortWord: String {
    if isRecorded { return word }
    return switch verdict {
    case .expectedFailure: "xfail"
    case .unexpectedPass: "XPASS"
    case .inconclusive: "?"
    case .pass, .fail, .skip, .hung, .crashed: word
    }
  }

  /// The letter for the verdict in a table of several kernels.
  var letter: Character {
    if isRecorded { return "r" }
    return switch verdict {
    case .pass: "."
    case .fail: "F"
    case .skip: "s"
    case .expectedFailure: "x"
    case .unexpectedPass: "X"
    case .hung: "H"
    case .crashed: "C"
    case .inconclusive: "?"
    }
  }

  /// The legend of the letters.
  static let legend: [(letter: Character, word: String)] = [
    (".", "ok"), ("x", "expected failure"), ("s", "skip"), ("r", "recorded"), ("F", "FAILED"), ("H", "HUNG"),
    ("C", "CRASHED"), ("X", "UNEXPECTED PASS"), ("?", "inconclusive"), ("-", "no verdict"),
  ]

  /// The word for the verdict and its reason, on one line.
  var wordAndReason: String {
    let reason = isRecorded ? "" : (verdict.reason ?? "").onOneLine
    return reason.isEmpty ? word : "\(word): \(reason)"
  }

  /// The colour of the word.
  var style: ANSIStyle {
    if isRed { return .red }
    if isRecorded || verdict == .pass { return .green }
    return .yellow
  }
}
