import Clauses

/// Writes the table that people read, a result at a time. Every string it returns is whole lines.
public struct ConsoleTable: Sendable {
  /// As many issues of a clause are printed.
  private static let issueLimit = 5
  private static let idWidth = 2 + (Catalogue.clauses.map(\.id.count).max() ?? 0)
  private static let titleWidth = 2 + (Catalogue.clauses.map(\.title.count).max() ?? 0)
  /// Where the text below a failing row begins.
  private static let indentation = String(repeating: " ", count: 2 + idWidth)
  private static let textWidth = 90

  private let color: Bool
  private var family: Family?

  /// A table, with or without ANSI colour.
  public init(color: Bool = false) {
    self.color = color
  }

  /// What the run is made on.
  public func header(_ run: RunInfo) -> String { "\(run.headline)\n\n" }

  /// A clause's line, under its family's heading. Below a result that makes the run fail stands what was expected
  /// and what happened instead, then `bundle` (where all that was seen is kept) and `replay` (the command that runs
  /// the clause again).
  public mutating func row(_ result: ClauseResult, bundle: String? = nil, replay: String? = nil) -> String {
    var lines: [String] = []
    let clause = result.clause
    if clause.family != family {
      family = clause.family
      lines.append(paint("\(clause.family.rawValue)  \(clause.family.title)", .bold))
    }
    let name = clause.id.padded(to: Self.idWidth) + clause.title.padded(to: Self.titleWidth)
    let remarks = result.remarks.map(\.onOneLine).filter { !$0.isEmpty }
    var verdict = word(result)
    let remarksFit = (result.verdict == .pass || result.isRecorded) && !remarks.isEmpty
    if remarksFit { verdict += "    \(remarks.joined(separator: "; "))" }
    lines.append("  \(name)\(verdict)")
    if !remarksFit { lines += remarks.map { "\(Self.indentation)note: \($0)" } }
    if result.isRed { lines += story(result) }
    if let bundle { lines.append("\(Self.indentation)bundle: \(bundle)") }
    if let replay { lines.append("\(Self.indentation)replay: \(replay)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The counts and the conclusion.
  public func closing(_ summary: Summary) -> String {
    let lines = summary.closingLines
    let conclusion = paint(lines[1], summary.exitCode == 0 ? .green : summary.exitCode == 4 ? .yellow : .red)
    return "\n\(lines[0])\n\(conclusion)\n"
  }

  /// What stands in a terminal's last line while clauses run; at most `width` characters.
  public static func progressLine(
    done: Int, total: Int, running: Clause?, elapsed: Double, width: Int
  ) -> String {
    var line = "\(done)/\(total)  \(elapsed.tenths) s"
    if let running { line += "  \(running.testName)" }
    if line.count <= width { return line }
    return width < 1 ? "" : line.prefix(width - 1) + "…"
  }

  /// Expected and actual.
  private func story(_ result: ClauseResult) -> [String] {
    var lines = Self.labelled("expected: ", "\"\(result.clause.text)\"".wrapped(to: Self.textWidth))
    for issue in result.issues.prefix(Self.issueLimit) {
      var text = issue.message.printableLines.filter { !$0.isEmpty }
      if let location = issue.location { text.append("at \(location)") }
      if let known = issue.known, !issue.isUnexpectedPass { text.append("known: \(known.onOneLine)") }
      lines += Self.labelled("actual:   ", text)
    }
    let more = result.issues.count - Self.issueLimit
    if more > 0 { lines.append("\(Self.indentation)and \(more) more \(more == 1 ? "issue" : "issues")") }
    return lines
  }

  private static func labelled(_ label: String, _ text: [String]) -> [String] {
    text.enumerated().map { index, line in
      indentation + (index == 0 ? label : String(repeating: " ", count: label.count)) + line
    }
  }

  private func word(_ result: ClauseResult) -> String {
    if result.isRecorded { return paint("recorded", .green) }
    let reason = result.verdict.reason.map { $0.onOneLine } ?? ""
    func because(_ word: String) -> String { reason.isEmpty ? word : "\(word): \(reason)" }
    switch result.verdict {
    case .pass: return paint("ok", .green)
    case .fail: return paint("FAILED", .red)
    case .skip: return paint(because("skip"), .yellow)
    case .expectedFailure: return paint(because("expected failure"), .yellow)
    case .unexpectedPass: return paint(because("UNEXPECTED PASS"), .red)
    case .hung: return paint(because("HUNG"), .red)
    case .crashed: return paint(because("CRASHED"), .red)
    case .inconclusive: return paint(because("inconclusive"), result.isRed ? .red : .yellow)
    }
  }

  private enum Paint: String {
    case bold = "1"
    case red = "1;31"
    case green = "32"
    case yellow = "33"
  }

  private func paint(_ text: String, _ paint: Paint) -> String {
    color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
