import Clauses

/// Writes the table of several rigs that ran beside each other on one kernel: clauses down, rigs across. Every string
/// it returns is whole lines.
///
/// A cell is a word. What is red is told below its row; the reasons of skips and other words that need one are
/// numbered and stand once each at the end, because whole families share them.
public struct MatrixTable: Sendable {
  /// A rig's result for a clause, and what is needed to look into it.
  public struct Cell: Sendable, Equatable {
    /// What the clause came to.
    public var result: ClauseResult
    /// Where all that was seen is kept.
    public var bundle: String
    /// The command that runs it again.
    public var replay: String

    /// A cell from its parts.
    public init(_ result: ClauseResult, bundle: String, replay: String) {
      self.result = result
      self.bundle = bundle
      self.replay = replay
    }
  }

  /// A reason, and the rigs that gave it.
  private struct Footnote {
    var text: String
    var rigs: Set<Int>
  }

  /// Holds `xfail 12` and `recorded`.
  private static let narrowest = 8
  private static let gap = "  "

  private let rigs: [String]
  private let color: Bool
  private var family: Family?
  private var footnotes: [Footnote] = []

  /// A table with a column for each of the rigs, with or without ANSI colour.
  public init(rigs: [String], color: Bool = false) {
    self.rigs = rigs
    self.color = color
  }

  /// What the runs are made on; the kernel only once if it is one.
  public func header(_ runs: [RunInfo]) -> String {
    let isOneKernel = Set(runs.map(\.kernelLine)).count == 1
    return Self.text(
      (isOneKernel ? [runs[0].kernelLine] + runs.map(\.rigLine) : runs.map(\.headline)) + [""])
  }

  /// A clause's line, under its family's heading, with a cell for each rig; nil where the rig has no verdict. Below
  /// it stand the tests' notes, and of each cell that makes the run fail what was expected and what happened instead.
  public mutating func row(_ cells: [Cell?]) -> String {
    guard let clause = cells.lazy.compactMap({ $0 }).first?.result.clause else { return "" }
    var lines: [String] = []
    let nameWidth = ConsoleTable.idWidth + ConsoleTable.titleWidth
    if clause.family != family {
      family = clause.family
      let heading = clause.family.heading.padded(to: 2 + nameWidth)
      lines.append(
        Paint.bold(heading + columns(rigs).joined(separator: Self.gap), color: color))
    }
    let name = clause.id.padded(to: ConsoleTable.idWidth) + clause.title.padded(to: ConsoleTable.titleWidth)
    let words = cells.enumerated().map { word($1?.result, rig: $0) }
    // Padding stays without colour, and is counted without it.
    let painted = zip(zip(words, columns(words)), cells).map { texts, cell in
      (cell?.result.paint(texts.0, color: color) ?? texts.0) + texts.1.dropFirst(texts.0.count)
    }
    lines.append("  \(name)\(painted.joined(separator: Self.gap))")
    lines += (notes(cells) + stories(cells)).map { ConsoleTable.indentation + $0 }
    return Self.text(lines)
  }

  /// The reasons that the cells' numbers stand for, what each rig comes to, and what all of them do.
  public func closing(_ outcomes: [RigOutcome], seconds: Double) -> String {
    var lines: [String] = []
    if !footnotes.isEmpty { lines.append("") }
    let width = "\(footnotes.count)".count
    for (index, note) in footnotes.enumerated() {
      let number = "\(index + 1)"
      lines.append(
        String(repeating: " ", count: width - number.count)
          + "\(number)  \(names(note.rigs.sorted())): \(note.text)")
    }
    lines.append("")
    let longest = rigs.map(\.columns).max() ?? 0
    for (rig, outcome) in zip(rigs, outcomes) {
      let name = rig.padded(to: longest)
      switch outcome {
      case .verdict(let summary):
        let closing = summary.closingLines
        lines.append("\(name)  \(closing[0]); \(summary.paint(closing[1], color: color))")
      case .noVerdict(let reason):
        lines.append("\(name)  \(Paint.red("no verdict: \(reason.onOneLine)", color: color))")
      }
    }
    lines.append(conclusion(outcomes) + ", in \(seconds.tenths) s")
    return Self.text(lines)
  }

  // MARK: Cells

  private mutating func word(_ result: ClauseResult?, rig: Int) -> String {
    guard let result else { return "-" }
    // What is red has its reason below the row; these words say all there is.
    if result.isRed || result.isRecorded || result.verdict == .pass { return result.shortWord }
    let text = result.wordAndReason
    let index =
      footnotes.firstIndex { $0.text == text }
      ?? {
        footnotes.append(Footnote(text: text, rigs: []))
        return footnotes.count - 1
      }()
    footnotes[index].rigs.insert(rig)
    return "\(result.shortWord) \(index + 1)"
  }

  /// A text for each rig, padded to its column; the last is not padded.
  private func columns(_ texts: [String]) -> [String] {
    zip(rigs, texts).enumerated().map { index, column in
      index == rigs.count - 1 ? column.1 : column.1.padded(to: max(column.0.columns, Self.narrowest))
    }
  }

  private func names(_ indices: [Int]) -> String {
    indices.count == rigs.count ? "all rigs" : indices.map { rigs[$0] }.joined(separator: ", ")
  }

  // MARK: Below a row

  /// What the tests said beside their verdicts; rigs that said the same share a line.
  private func notes(_ cells: [Cell?]) -> [String] {
    var speakers: [(remark: String, rigs: [Int])] = []
    for (rig, cell) in cells.enumerated() {
      for remark in cell?.result.remarks.map(\.onOneLine) ?? [] where !remark.isEmpty {
        if let index = speakers.firstIndex(where: { $0.remark == remark }) {
          if speakers[index].rigs.last != rig { speakers[index].rigs.append(rig) }
        } else {
          speakers.append((remark, [rig]))
        }
      }
    }
    var lines: [(rigs: [Int], remarks: [String])] = []
    for (remark, rigs) in speakers {
      if let index = lines.firstIndex(where: { $0.rigs == rigs }) {
        lines[index].remarks.append(remark)
      } else {
        lines.append((rigs, [remark]))
      }
    }
    return lines.map { "\(names($0.rigs)): \($0.remarks.joined(separator: "; "))" }
  }

  /// What was expected, once, and what happened on each rig instead.
  private func stories(_ cells: [Cell?]) -> [String] {
    let red = zip(rigs, cells).compactMap { rig, cell in
      cell.flatMap { $0.result.isRed ? (rig: rig, cell: $0) : nil }
    }
    guard let first = red.first else { return [] }
    return first.cell.result.expectation
      + red.flatMap { rig, cell in
        ["\(rig): \(cell.result.paint(cell.result.wordAndReason, color: color))"]
          + (cell.result.story + ["bundle: \(cell.bundle)", "replay: \(cell.replay)"]).map { "  \($0)" }
      }
  }

  // MARK: The end

  private func conclusion(_ outcomes: [RigOutcome]) -> String {
    var conforming = 0
    var failing: [String] = []
    var unshown: [String] = []
    var untested: [String] = []
    var broken: [String] = []
    for (rig, outcome) in zip(rigs, outcomes) {
      switch outcome {
      case .noVerdict: broken.append(rig)
      case .verdict(let summary) where summary.everythingSkipped: untested.append(rig)
      case .verdict(let summary) where summary.exitCode == 0: conforming += 1
      case .verdict(let summary): if summary.hasMiss { failing.append(rig) } else { unshown.append(rig) }
      }
    }
    let parts = [
      ("does not conform on", failing), ("not shown to conform on", unshown), ("no verdict on", broken),
      ("nothing was tested on", untested),
    ].filter { !$0.1.isEmpty }.map { "\($0) \($1.joined(separator: ", "))" }
    let paint: Paint =
      !(failing + unshown + broken).isEmpty ? .red : conforming == 0 ? .yellow : .green
    let text = (["conforms on \(conforming) of \(rigs.count) rigs"] + parts).joined(separator: "; ")
    return paint(text, color: color)
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
