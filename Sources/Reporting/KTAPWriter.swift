import Clauses

/// Writes KTAP version 1, as the kernel's own parser reads it, a result at a time. Every string it returns is whole lines.
///
/// Each family is a subtest of the plan, and its clauses are subtests of it. All plans come first, so a stream that
/// stops early reads as a crash. A family is written in one piece: results of another one wait until it is
/// complete.
///
/// Each result waits for the one after it, because the machine may still die of a clause that has ended; a result
/// that gets worse later than that can only be told in a diagnostic line.
package struct KTAPWriter: Sendable {
  /// The number of issues that are printed of a clause.
  private static let issueLimit = 20

  private let planned: [Clause]
  /// The newest result, which may yet change.
  private var held: ClauseResult?
  /// Results of families that are not being written yet, in the order of their arrival.
  private var waiting: [ClauseResult] = []
  private var written: Set<String> = []
  private var current: Family?
  private var familiesWritten = 0
  private var inFamily: [ClauseResult] = []

  /// A writer that has written nothing.
  /// - Parameter planned: The clauses that the run is going to have results of. Results of others are left out: the plan
  ///   is a promise.
  package init(planned: [Clause]) {
    self.planned = planned
  }

  /// The version, the plan, and the kernel and rig of the run.
  package func begin(_ run: RunInfo? = nil) -> String {
    let families = Set(planned.map(\.family)).count
    var lines = ["KTAP version 1", "1..\(families)"]
    if let run { lines += Self.diagnostic(run.headline) }
    return Self.text(lines)
  }

  /// Takes a result and returns what can be written now, which may be nothing.
  package mutating func write(_ result: ClauseResult) -> String {
    guard planned.contains(result.clause) else { return "" }
    if held?.clause == result.clause {
      held = result
      return ""
    }
    let before = held
    held = result
    return Self.text(before.map { place($0) } ?? [])
  }

  /// A diagnostic line beside the results, which parsers pass over.
  package func remark(_ text: String) -> String {
    Self.text(Self.diagnostic(text, indented: current != nil))
  }

  /// Writes all that waits. A family that misses results ends without them, which its plan contradicts.
  package mutating func finish() -> String {
    var lines = held.map { place($0) } ?? []
    held = nil
    while current != nil || !waiting.isEmpty {
      if current != nil { lines += closeFamily() }
      lines += takeFromWaiting()
    }
    return Self.text(lines)
  }

  // MARK: Order

  private mutating func place(_ result: ClauseResult) -> [String] {
    let clause = result.clause
    if written.contains(clause.id) {
      return Self.diagnostic("\(clause.id), reported above, got worse:", indented: current != nil)
        + Self.observation(result, indented: current != nil)
    }
    if let index = waiting.firstIndex(where: { $0.clause == clause }) {
      waiting[index] = result
      return []
    }
    if current != nil, current != clause.family {
      waiting.append(result)
      return []
    }
    return emit(result)
  }

  private mutating func emit(_ result: ClauseResult) -> [String] {
    var lines: [String] = []
    let family = result.clause.family
    let size = planned.count { $0.family == family }
    if current == nil {
      current = family
      lines += ["    KTAP version 1", "    # Subtest: \(family.rawValue)", "    1..\(size)"]
    }
    inFamily.append(result)
    written.insert(result.clause.id)
    lines += Self.observation(result, indented: true)
    lines.append("    " + Self.line(inFamily.count, result))
    if inFamily.count == size {
      lines += closeFamily()
      lines += takeFromWaiting()
    }
    return lines
  }

  private mutating func closeFamily() -> [String] {
    guard let family = current else { return [] }
    familiesWritten += 1
    let complete = inFamily.count == planned.count { $0.family == family }
    let good = complete && !inFamily.contains(where: \.isRed)
    var line = "\(good ? "ok" : "not ok") \(familiesWritten) \(family.rawValue)"
    if good, inFamily.allSatisfy({ if case .skip = $0.verdict { true } else { false } }) {
      line += " # SKIP every clause was skipped"
    }
    current = nil
    inFamily = []
    return [line]
  }

  /// Begins the family that has waited longest with all of its results so far.
  private mutating func takeFromWaiting() -> [String] {
    guard current == nil, let family = waiting.first?.clause.family else { return [] }
    let ready = waiting.filter { $0.clause.family == family }
    waiting.removeAll { $0.clause.family == family }
    return ready.flatMap { emit($0) }
  }

  // MARK: Lines

  private static func line(_ number: Int, _ result: ClauseResult) -> String {
    let name = plain(result.clause.testName)
    let line = "\(result.isRed ? "not ok" : "ok") \(number) \(name)"
    if result.isRed || result.isRecorded { return line }
    switch result.verdict {
    case .skip(let reason): return "\(line) # SKIP \(plain(reason))"
    case .expectedFailure(let reason): return "\(line) # XFAIL \(plain(reason))"
    // No kernel is held to the clause: nothing was learnt.
    case .inconclusive: return "\(line) # SKIP \(plain(result.verdict.nameAndReason))"
    default: return line
    }
  }

  /// The diagnostic lines before a result: notes, and what was expected and seen if the result is red.
  private static func observation(_ result: ClauseResult, indented: Bool) -> [String] {
    let id = result.clause.id
    var texts = result.remarks.map { "\(id): \($0)" }
    if result.isRed {
      texts.append("\(id): \(result.verdict.nameAndReason)")
      texts.append("\(id): expected: \(result.clause.text)")
      for issue in result.reportedIssues.prefix(issueLimit) {
        texts.append("\(id): \(issue.message)")
        if let location = issue.location { texts.append("\(id): at \(location)") }
      }
      let more = result.reportedIssues.count - issueLimit
      if more > 0 { texts.append("\(id): and \(more) more issues") }
    }
    return texts.flatMap { diagnostic($0, indented: indented) }
  }

  private static func diagnostic(_ text: String, indented: Bool = false) -> [String] {
    text.printableLines.filter { !$0.isEmpty }.map { line in
      "\(indented ? "    " : "")# " + (line.hasPrefix("Subtest:") ? "- " : "") + withoutEndMarks(line)
    }
  }

  /// The text of a name or reason, without number signs, which would begin a directive.
  private static func plain(_ text: String) -> String {
    withoutEndMarks(text.onOneLine.filter { $0 != "#" })
  }

  /// The line with the texts quoted at which the kernel's parser stops reading, because they are what a kernel says last.
  private static func withoutEndMarks(_ line: String) -> String {
    var line = line
    for mark in ["List of all partitions:", "Kernel panic - not syncing: VFS:", "reboot: System halted"] {
      while let range = line.firstRange(of: mark) {
        line.replaceSubrange(range, with: "\"\(mark.dropLast())\"")
      }
    }
    return line
  }

  private static func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
