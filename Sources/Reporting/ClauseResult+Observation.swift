import Clauses

extension ClauseResult {
  /// The number of issues that are printed of a clause.
  private static let issueLimit = 5
  private static let textWidth = 90

  /// The `expected:` lines, which quote the catalogue.
  var expectation: [String] {
    Self.labelled("expected: ", "\"\(clause.text)\"".wrapped(to: Self.textWidth))
  }

  /// The cause of the verdict in one line; nil if there is nothing to say.
  var cause: String? {
    verdict.reason?.onOneLine ?? reportedIssues.first { $0.known == nil }?.message.onOneLine
  }

  /// The sentence of a bundle and a page whose capture is of a second run; nil if it is of the run that is judged.
  package var captureNote: String? {
    secondRunEnd.map { "usbmon.pcap is of a second run of the clause, whose end was: \($0)" }
  }

  /// The `actual:` lines, which say what happened instead.
  var observation: [String] {
    var lines: [String] = []
    for issue in reportedIssues.prefix(Self.issueLimit) {
      var text = issue.message.printableLines.filter { !$0.isEmpty }
      if let location = issue.location { text.append("at \(location)") }
      if let known = issue.known, !issue.isUnexpectedPass { text.append("known: \(known.onOneLine)") }
      lines += Self.labelled("actual:   ", text)
    }
    let more = reportedIssues.count - Self.issueLimit
    if more > 0 { lines.append("and \(more) more \(more == 1 ? "issue" : "issues")") }
    return lines
  }

  private static func labelled(_ label: String, _ text: [String]) -> [String] {
    text.enumerated().map { index, line in
      (index == 0 ? label : String(repeating: " ", count: label.count)) + line
    }
  }
}
