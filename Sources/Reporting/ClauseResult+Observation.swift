import Clauses

extension ClauseResult {
  /// As many issues of a clause are told.
  private static let issueLimit = 5
  private static let textWidth = 90

  /// What stands in the catalogue.
  var expectation: [String] {
    Self.labelled("expected: ", "\"\(clause.text)\"".wrapped(to: Self.textWidth))
  }

  /// Why the verdict is what it is, as far as one line can say; nil if there is nothing to say.
  var cause: String? {
    verdict.reason?.onOneLine ?? issues.first { $0.known == nil }?.message.onOneLine
  }

  /// What happened instead.
  var observation: [String] {
    var lines: [String] = []
    for issue in issues.prefix(Self.issueLimit) {
      var text = issue.message.printableLines.filter { !$0.isEmpty }
      if let location = issue.location { text.append("at \(location)") }
      if let known = issue.known, !issue.isUnexpectedPass { text.append("known: \(known.onOneLine)") }
      lines += Self.labelled("actual:   ", text)
    }
    let more = issues.count - Self.issueLimit
    if more > 0 { lines.append("and \(more) more \(more == 1 ? "issue" : "issues")") }
    return lines
  }

  private static func labelled(_ label: String, _ text: [String]) -> [String] {
    text.enumerated().map { index, line in
      (index == 0 ? label : String(repeating: " ", count: label.count)) + line
    }
  }
}
