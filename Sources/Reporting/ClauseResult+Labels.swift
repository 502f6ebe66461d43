extension ClauseResult {
  /// The verdict as the table of one rig calls it.
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

  /// The same for a narrow column.
  var shortWord: String {
    if isRecorded { return word }
    return switch verdict {
    case .expectedFailure: "xfail"
    case .unexpectedPass: "XPASS"
    case .inconclusive: "?"
    case .pass, .fail, .skip, .hung, .crashed: word
    }
  }

  /// The same for a column of one.
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

  /// What the letters mean.
  static let legend: [(letter: Character, word: String)] = [
    (".", "ok"), ("x", "expected failure"), ("s", "skip"), ("r", "recorded"), ("F", "FAILED"), ("H", "HUNG"),
    ("C", "CRASHED"), ("X", "UNEXPECTED PASS"), ("?", "inconclusive"), ("-", "no verdict"),
  ]

  /// The verdict and why, on one line.
  var wordAndReason: String {
    let reason = isRecorded ? "" : (verdict.reason ?? "").onOneLine
    return reason.isEmpty ? word : "\(word): \(reason)"
  }

  /// The colour of the verdict's word.
  var style: ANSIStyle {
    if isRed { return .red }
    if isRecorded || verdict == .pass { return .green }
    return .yellow
  }
}
