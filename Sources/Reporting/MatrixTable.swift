import Clauses

/// Writes the table of several rigs for a terminal: clauses down, rigs across, with several kernels the rigs of one beside
/// those of the next. Every string it returns is whole lines.
///
/// A cell is a word, with several kernels a letter. Below a row stands what is red in it; the reasons of skips and of other
/// words that need one are numbered and stand once each at the end, because whole families share them.
package struct MatrixTable: Sendable {
  /// A rig's result for a clause, and what is needed to look into it.
  package struct Cell: Sendable, Equatable {
    /// The result.
    package var result: ClauseResult
    /// The folder with all that was seen.
    package var bundle: String
    /// The command that runs the clause again.
    package var replay: String

    /// A cell from its parts.
    package init(_ result: ClauseResult, bundle: String, replay: String) {
      self.result = result
      self.bundle = bundle
      self.replay = replay
    }
  }

  /// A numbered reason, and the columns that gave it.
  private struct Footnote {
    var text: String
    var rigs: Set<Int>
  }

  /// The width of the narrowest column: it holds `xfail 12` and `recorded`.
  private static let narrowest = 8
  private static let gap = "  "

  private let kernels: [String]
  private let rigs: [String]
  private let color: Bool
  private var family: Family?
  private var footnotes: [Footnote] = []

  /// A table with a column for each of the rigs on each of the kernels, with or without ANSI colour.
  /// - Parameter kernels: The names of the kernels, such as 6.1.192; only used if there are several.
  package init(kernels: [String] = [""], rigs: [String], color: Bool = false) {
    self.kernels = kernels
    self.rigs = rigs
    self.color = color
  }

  /// Whether there are several kernels, which leave no room for words.
  private var isWide: Bool { kernels.count > 1 }
  private var columnCount: Int { kernels.count * rigs.count }

  /// The header: the kernels and rigs of the runs; a single kernel stands there once.
  package func header(_ runs: [RunInfo]) -> String {
    if !isWide { return Self.text([runs[0].kernelLine] + runs.map(\.rigLine) + [""]) }
    let perKernel = runs.indices.filter { $0 % rigs.count == 0 }.map { runs[$0].kernelLine }
    let letters = ClauseResult.legend.map { "\($0.letter) \($0.word)" }.joined(separator: "  ")
    return Self.text(
      perKernel + [
        "for each kernel the rigs \(rigs.joined(separator: ", ")); each is", letters, "",
      ])
  }

  /// A clause's line, under its family's heading, with a cell for each rig; nil where the rig has no verdict. Below
  /// it stand the tests' notes, and of each cell that makes the run fail what was expected and what happened instead.
  package mutating func row(_ cells: [Cell?]) -> String {
    guard let clause = cells.lazy.compactMap({ $0 }).first?.result.clause else { return "" }
    var lines: [String] = []
    let nameWidth = ConsoleTable.idWidth + ConsoleTable.titleWidth
    if clause.family != family {
      family = clause.family
      let heading = clause.family.heading.padded(to: 2 + nameWidth)
      let heads = isWide ? kernels.map { $0.padded(to: groupWidth) } : columns(rigs)
      lines.append(
        ANSIStyle.bold((heading + heads.joined(separator: Self.gap)).withoutTrailingSpaces, color: color))
    }
    let name = clause.id.padded(to: ConsoleTable.idWidth) + clause.title.padded(to: ConsoleTable.titleWidth)
    lines.append("  \(name)\(isWide ? letters(cells) : words(cells))")
    lines += (changes(cells) + notes(cells) + observations(cells)).map { ConsoleTable.indentation + $0 }
    return Self.text(lines)
  }

  /// The numbered reasons, the outcome of each rig, and the conclusion over all of them.
  package func closing(_ outcomes: [RigOutcome], seconds: Double) -> String {
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
    let columnNames = (0..<columnCount).map { name($0) }
    let longest = columnNames.map(\.columns).max() ?? 0
    for (column, outcome) in zip(columnNames, outcomes) {
      let name = column.padded(to: longest)
      switch outcome {
      case .verdict(let summary):
        let closing = summary.closingLines
        lines.append("\(name)  \(closing[0]); \(summary.style(closing[1], color: color))")
      case .noVerdict(let reason):
        lines.append("\(name)  \(ANSIStyle.red("no verdict: \(reason.onOneLine)", color: color))")
      }
    }
    lines.append(conclusion(outcomes) + ", in \(seconds.tenths) s")
    return Self.text(lines)
  }

  // MARK: Cells

  private mutating func words(_ cells: [Cell?]) -> String {
    let words = cells.enumerated().map { word($1?.result, rig: $0) }
    // Padding stays without colour, and is counted without it.
    let painted = zip(zip(words, columns(words)), cells).map { texts, cell in
      (cell?.result.style(texts.0, color: color) ?? texts.0) + texts.1.dropFirst(texts.0.count)
    }
    return painted.joined(separator: Self.gap)
  }

  private mutating func word(_ result: ClauseResult?, rig: Int) -> String {
    guard let result else { return "-" }
    // The reason of a red cell stands below the row, and the other words need none.
    if result.isRed || result.isRecorded || result.verdict == .pass { return result.shortWord }
    return "\(result.shortWord) \(footnote(result.wordAndReason, rig))"
  }

  /// A letter for each rig, a group of them for each kernel, and the numbers of the reasons behind them.
  private mutating func letters(_ cells: [Cell?]) -> String {
    var numbers: [Int] = []
    for (index, cell) in cells.enumerated() {
      guard let result = cell?.result, !result.isRed, !result.isRecorded, result.verdict != .pass else {
        continue
      }
      let number = footnote(result.wordAndReason, index)
      if !numbers.contains(number) { numbers.append(number) }
    }
    let groups = kernels.indices.map { kernel in
      let group = cells[kernel * rigs.count..<(kernel + 1) * rigs.count]
      let letters = group.map { cell in
        cell.map { $0.result.style(String($0.result.letter), color: color) } ?? "-"
      }
      return letters.joined() + String(repeating: " ", count: groupWidth - rigs.count)
    }
    let line = groups.joined(separator: Self.gap)
    return (numbers.isEmpty ? line : "\(line)  \(numbers.map(String.init).joined(separator: " "))")
      .withoutTrailingSpaces
  }

  /// The number of a reason, which is noted for this column, too.
  private mutating func footnote(_ text: String, _ rig: Int) -> Int {
    let index =
      footnotes.firstIndex { $0.text == text }
      ?? {
        footnotes.append(Footnote(text: text, rigs: []))
        return footnotes.count - 1
      }()
    footnotes[index].rigs.insert(rig)
    return index + 1
  }

  private var groupWidth: Int { max(rigs.count, kernels.map(\.columns).max() ?? 0) }

  /// The texts, one for each rig, padded to their columns; the last is not padded.
  private func columns(_ texts: [String]) -> [String] {
    zip(rigs, texts).enumerated().map { index, column in
      index == rigs.count - 1 ? column.1 : column.1.padded(to: max(column.0.columns, Self.narrowest))
    }
  }

  private func name(_ column: Int) -> String {
    let rig = rigs[column % rigs.count]
    return isWide ? "\(kernels[column / rigs.count]) \(rig)" : rig
  }

  /// The names of columns; if all rigs of a kernel are among them, just the kernel's.
  private func names(_ columns: [Int]) -> String {
    if columns.count == columnCount { return isWide ? "everywhere" : "all rigs" }
    if !isWide { return columns.map { rigs[$0] }.joined(separator: ", ") }
    var groups: [(kernels: [String], rigs: [Int])] = []
    for (kernel, label) in kernels.enumerated() {
      let own = columns.filter { $0 / rigs.count == kernel }.map { $0 % rigs.count }
      if own.isEmpty { continue }
      if let index = groups.firstIndex(where: { $0.rigs == own }) {
        groups[index].kernels.append(label)
      } else {
        groups.append(([label], own))
      }
    }
    return groups.map { group in
      let all = group.rigs.count == rigs.count
      let kernels =
        group.kernels.count == self.kernels.count ? "all kernels" : group.kernels.joined(separator: ", ")
      return all ? kernels : "\(group.rigs.map { rigs[$0] }.joined(separator: ", ")) on \(kernels)"
    }.joined(separator: "; ")
  }

  // MARK: Below a row

  /// The lines that say from which kernel on a rig's verdict is another than on the one before.
  private func changes(_ cells: [Cell?]) -> [String] {
    var changes: [(text: String, rigs: [Int])] = []
    for rig in rigs.indices {
      let column = kernels.indices.map { cells[$0 * rigs.count + rig]?.result }
      let texts = kernels.indices.dropFirst().compactMap { kernel -> String? in
        guard let new = column[kernel], let old = column[..<kernel].last(where: { $0 != nil }) ?? nil,
          old.shortWord != new.shortWord
        else { return nil }
        return "\(old.shortWord), from \(kernels[kernel]) on \(new.shortWord)"
      }
      guard !texts.isEmpty else { continue }
      let text = texts.joined(separator: "; ")
      if let index = changes.firstIndex(where: { $0.text == text }) {
        changes[index].rigs.append(rig)
      } else {
        changes.append((text, [rig]))
      }
    }
    return changes.map { change in
      let names =
        change.rigs.count == rigs.count ? "all rigs" : change.rigs.map { rigs[$0] }.joined(separator: ", ")
      return "changed on \(names): \(change.text)"
    }
  }

  /// The lines of the tests' notes, with several kernels only of what RECORD clauses saw. Rigs with the same notes share a
  /// line.
  private func notes(_ cells: [Cell?]) -> [String] {
    var speakers: [(remark: String, rigs: [Int])] = []
    for (rig, cell) in cells.enumerated() {
      guard let result = cell?.result, result.isRecorded || !isWide else { continue }
      for remark in result.remarks.map(\.onOneLine) where !remark.isEmpty {
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

  /// The lines that say what was expected, once, and what happened on each rig instead.
  private func observations(_ cells: [Cell?]) -> [String] {
    let red = cells.enumerated().compactMap { column, cell in
      cell.flatMap { $0.result.isRed ? (rig: column, cell: $0) : nil }
    }
    guard let first = red.first else { return [] }
    return first.cell.result.expectation
      + red.flatMap { rig, cell in
        ["\(name(rig)): \(cell.result.style(cell.result.wordAndReason, color: color))"]
          + (cell.result.observation + ["bundle: \(cell.bundle)", "replay: \(cell.replay)"]).map { "  \($0)" }
      }
  }

  // MARK: The end

  private func conclusion(_ outcomes: [RigOutcome]) -> String {
    var conforming = 0
    var failing: [Int] = []
    var unshown: [Int] = []
    var untested: [Int] = []
    var broken: [Int] = []
    for (column, outcome) in outcomes.enumerated() {
      switch outcome {
      case .noVerdict: broken.append(column)
      case .verdict(let summary) where summary.everythingSkipped: untested.append(column)
      case .verdict(let summary) where summary.exitCode == 0: conforming += 1
      case .verdict(let summary):
        if summary.hasMiss { failing.append(column) } else { unshown.append(column) }
      }
    }
    let parts = [
      (Conclusion.doesNotConform, failing), (.notShownToConform, unshown), (.noVerdict, broken),
      (.nothingTested, untested),
    ].filter { !$0.1.isEmpty }.map { conclusion, columns in
      let what = conclusion.rawValue
      if !isWide { return "\(what) on \(columns.map { rigs[$0] }.joined(separator: ", "))" }
      return columns.count == columnCount ? "\(what) anywhere" : "\(what) on \(names(columns))"
    }
    let style: ANSIStyle =
      !(failing + unshown + broken).isEmpty ? .red : conforming == 0 ? .yellow : .green
    let what = isWide ? "\(columnCount) combinations of kernel and rig" : "\(rigs.count) rigs"
    let text = (["conforms on \(conforming) of \(what)"] + parts).joined(separator: "; ")
    return style(text, color: color)
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
