import Clauses

/// Writes the table of one rig for a terminal, a result at a time. Every string it returns is whole lines.
package struct ConsoleTable: Sendable {
  static let idWidth = 2 + (Catalogue.clauses.map(\.id.count).max() ?? 0)
  static let titleWidth = 2 + (Catalogue.clauses.map(\.title.count).max() ?? 0)
  /// The indentation of the text below a row.
  static let indentation = String(repeating: " ", count: 2 + idWidth)

  private let color: Bool
  private var family: Family?

  /// A table, with or without ANSI colour.
  package init(color: Bool = false) {
    self.color = color
  }

  /// The header: kernel and rig.
  package func header(_ run: RunInfo) -> String { "\(run.headline)\n\n" }

  /// A clause's line, under its family's heading. Below a result that makes the run fail stands what was expected and
  /// what happened instead.
  /// - Parameters:
  ///   - bundle: The folder with all that was seen; nil leaves the line out.
  ///   - replay: The command that runs the clause again; nil leaves the line out.
  package mutating func row(_ result: ClauseResult, bundle: String? = nil, replay: String? = nil) -> String {
    var lines: [String] = []
    let clause = result.clause
    if clause.family != family {
      family = clause.family
      lines.append(ANSIStyle.bold(clause.family.heading, color: color))
    }
    let name = clause.id.padded(to: Self.idWidth) + clause.title.padded(to: Self.titleWidth)
    let remarks = result.remarks.map(\.onOneLine).filter { !$0.isEmpty }
    var verdict = result.style(result.wordAndReason, color: color)
    let remarksFit = (result.verdict == .pass || result.isRecorded) && !remarks.isEmpty
    if remarksFit { verdict += "    \(remarks.joined(separator: "; "))" }
    lines.append("  \(name)\(verdict)")
    if !remarksFit { lines += remarks.map { "\(Self.indentation)note: \($0)" } }
    if result.isRed { lines += (result.expectation + result.observation).map { Self.indentation + $0 } }
    if let bundle { lines.append("\(Self.indentation)bundle: \(bundle)") }
    if let replay { lines.append("\(Self.indentation)replay: \(replay)") }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The counts and the conclusion.
  package func closing(_ summary: Summary) -> String {
    let lines = summary.closingLines
    return "\n\(lines[0])\n\(summary.style(lines[1], color: color))\n"
  }

  /// The last line of a terminal while clauses run, at most `width` characters long.
  /// - Parameter running: The names of what runs now; may be empty.
  package static func progressLine(
    done: Int, total: Int, running: String, elapsed: Double, width: Int
  ) -> String {
    var line = "\(done)/\(total)  \(elapsed.tenths) s"
    if !running.isEmpty { line += "  \(running)" }
    if line.count <= width { return line }
    return width < 1 ? "" : line.prefix(width - 1) + "…"
  }
}

extension Family {
  /// The heading above the family's clauses.
  var heading: String { "\(rawValue)  \(title)" }
}

extension Summary {
  /// The colour of the conclusion.
  var style: ANSIStyle { exitCode == 0 ? .green : exitCode == 4 ? .yellow : .red }
}
