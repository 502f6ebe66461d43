import Clauses
import SystemPackage

/// Writes runs as an HTML page that needs no other file: clauses down, runs across, and behind each cell what was seen.
///
/// A clause's panel is an element of the page that shows while the address names it or something in it. So every cell
/// is a link that can be sent to somebody, the browser's Back closes what it opened, and print has all of it.
package struct ReportPage {
  /// The column of a run.
  struct Column {
    let run: RecordedRun
    let kernel: Int
    /// The rig's name, numbered from the second run of the rig on one kernel on.
    let label: String
    let results: [String: ClauseResult]

    /// The summary of the run; without a verdict, that of the results until then.
    var summary: Summary {
      if case .verdict(let summary) = run.record.outcome { return summary }
      return Summary(run.record.results)
    }
  }

  /// A kernel, whose runs stand beside each other.
  struct Kernel {
    /// The kernel spec, or the release where there is none.
    let name: String
    var releases: [String]
    var columns: Range<Int>

    /// The releases and the name in one line.
    var line: String {
      let release = "Linux \(releases.joined(separator: ", "))"
      return releases.contains(name) ? release : "\(release) (\(name))"
    }
  }

  let kernels: [Kernel]
  let columns: [Column]
  /// The clauses that any run has a result of.
  let clauses: [Clause]
  let observations: [String: [Observation]]
  let changes: [String: [Change]]
  /// The reasons of skips, in the order of the rows.
  let reasons: [(text: String, columns: [Int], clauses: [String])]
  /// The parts of clauses that runs did not reach, in the order of the rows.
  let remarks: [(id: String, text: String, columns: [Int])]
  let evidence: Evidence

  /// The text of the page. Kernels come in the order in which they first appear, their runs as given.
  /// - Parameter read: Gives the bytes of a file, or nil if there is no such file.
  package static func document(_ runs: [RecordedRun], read: (FilePath) -> [UInt8]?) -> String {
    ReportPage(runs, read: read).document
  }

  private init(_ runs: [RecordedRun], read: (FilePath) -> [UInt8]?) {
    var groups: [(name: String, runs: [RecordedRun])] = []
    for run in runs {
      let info = run.record.run
      let name = (info.kernelSpec.isEmpty ? info.kernelRelease : info.kernelSpec).onOneLine
      if let index = groups.firstIndex(where: { $0.name == name }) {
        groups[index].runs.append(run)
      } else {
        groups.append((name, [run]))
      }
    }
    var kernels: [Kernel] = []
    var columns: [Column] = []
    for group in groups {
      var kernel = Kernel(name: group.name, releases: [], columns: columns.count..<columns.count)
      for run in group.runs {
        let release = run.record.run.kernelRelease.onOneLine
        if !kernel.releases.contains(release) { kernel.releases.append(release) }
        let rig = run.record.run.rig.onOneLine
        let before = columns[kernel.columns.lowerBound...].count { $0.run.record.run.rig.onOneLine == rig }
        columns.append(
          Column(
            run: run, kernel: kernels.count, label: before == 0 ? rig : "\(rig) (\(before + 1))",
            results: Dictionary(run.record.results.map { ($0.clause.id, $0) }, uniquingKeysWith: { $1 })))
        kernel.columns = kernel.columns.lowerBound..<columns.count
      }
      kernels.append(kernel)
    }
    let clauses = Catalogue.clauses.filter { clause in columns.contains { $0.results[clause.id] != nil } }
    self.kernels = kernels
    self.columns = columns
    self.clauses = clauses
    observations = Dictionary(
      uniqueKeysWithValues: clauses.map { ($0.id, Observation.observations(of: $0, in: columns)) })
    changes = Dictionary(
      uniqueKeysWithValues: clauses.map { ($0.id, Change.changes(of: $0, in: columns)) })
    reasons = Self.reasons(clauses, columns)
    remarks = Self.remarks(clauses, columns)
    evidence = Evidence(observations.values.flatMap { $0 }, columns, read: read)
  }

  private static func reasons(
    _ clauses: [Clause], _ columns: [Column]
  ) -> [(text: String, columns: [Int], clauses: [String])] {
    var reasons: [(text: String, columns: [Int], clauses: [String])] = []
    for clause in clauses {
      for (index, column) in columns.enumerated() {
        guard let result = column.results[clause.id], case .skip = result.verdict else { continue }
        let text = result.wordAndReason
        if let known = reasons.firstIndex(where: { $0.text == text }) {
          if !reasons[known].columns.contains(index) { reasons[known].columns.append(index) }
          if reasons[known].clauses.last != clause.id { reasons[known].clauses.append(clause.id) }
        } else {
          reasons.append((text, [index], [clause.id]))
        }
      }
    }
    return reasons.map { ($0.text, $0.columns.sorted(), $0.clauses) }
  }

  /// The notes of kind unreached, each with the runs that made it.
  private static func remarks(
    _ clauses: [Clause], _ columns: [Column]
  ) -> [(id: String, text: String, columns: [Int])] {
    var remarks: [(id: String, text: String, columns: [Int])] = []
    for clause in clauses {
      for (index, column) in columns.enumerated() {
        for note in column.results[clause.id]?.notes ?? [] where note.kind == .unreached {
          let text = note.description.onOneLine
          if let known = remarks.firstIndex(where: { $0.id == clause.id && $0.text == text }) {
            remarks[known].columns.append(index)
          } else {
            remarks.append((clause.id, text, [index]))
          }
        }
      }
    }
    return remarks
  }

  // MARK: The page

  private var document: String {
    let title = "usbfs conformance: \(kernels.map(\.name).joined(separator: ", "))"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
      script-src '\(Self.scriptDigest)'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.escapedForXML())</title>
      <style>
      \(Self.style)
      </style>
      </head>
      <body>
      <header>
      <h1>usbfs zerocopy: conformance</h1>
      <p class="lead">\(conclusion.escapedForXML())</p>
      <nav aria-label="on this page">\(nav)</nav>
      </header>
      <main>
      \(summary)
      \(matrix)
      \(changesList)
      \(reasonsList)
      \(unreached)
      \(timing)
      </main>
      \(panels)
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  private var nav: String {
    let places = [
      ("summary", "Summary", true), ("matrix", "Clauses and runs", true),
      ("changes", "Changes", kernels.count > 1),
      ("skips", "Skips", !reasons.isEmpty), ("unreached", "Not reached", !remarks.isEmpty),
      ("timing", "Timing", true),
    ]
    return places.filter(\.2).map { "<a href=\"#\($0.0)\">\($0.1)</a>" }.joined(separator: " ")
  }

  /// The number of runs with each conclusion, the worst first.
  private var conclusion: String {
    let parts = Conclusion.allCases.compactMap { conclusion -> String? in
      let count = columns.count { $0.run.record.outcome.conclusion == conclusion }
      return count == 0 ? nil : "\(conclusion.rawValue): \(count)"
    }
    let runs = "\(columns.count) \(columns.count == 1 ? "run" : "runs")"
    let kernels = "\(kernels.count) \(kernels.count == 1 ? "kernel" : "kernels")"
    return "\(runs) on \(kernels). \(parts.joined(separator: ", "))."
  }

  // MARK: Above the matrix

  private var summary: String {
    let groups = kernels.map { kernel in
      """
      <h3>\(kernel.line.escapedForXML())</h3>
      <ul class="runs">
      \(kernel.columns.map { card(columns[$0]) }.joined(separator: "\n"))
      </ul>
      """
    }
    return """
      <section aria-labelledby="summary">
      <h2 id="summary">Summary</h2>
      \(groups.joined(separator: "\n"))
      </section>
      """
  }

  private func card(_ column: Column) -> String {
    let info = column.run.record.run
    let more =
      switch column.run.record.outcome {
      case .verdict(let summary): summary.reason { linked($0, column) }
      case .noVerdict(let reason): reason.onOneLine.escapedForXML()
      }
    let isCut = if case .noVerdict = column.run.record.outcome { true } else { false }
    return "<li><p><b>\(column.label.escapedForXML())</b> "
      + "<span class=\"badge \(column.style)\">\(column.verdictWord)</span> \(more)</p>"
      + "<p>\(isCut ? "until then " : "")\(column.summary.counts.escapedForXML())</p>"
      + "<p class=\"dim\">\(info.rigDetail.onOneLine.escapedForXML())"
      + "\(info.started.map { "; began <span class=\"time\">\(Self.time($0).escapedForXML())</span>" } ?? "")</p></li>"
  }

  /// The id of a clause, with a link to what was seen of it if that is red.
  private func linked(_ clause: Clause, _ column: Column) -> String {
    guard column.results[clause.id]?.isRed == true else { return clause.id }
    return "<a href=\"#\(clause.id)\">\(clause.id)</a>"
  }

  private static func time(_ text: String) -> String {
    let text = text.onOneLine.split(separator: "T", maxSplits: 1).joined(separator: " ")
    return text.hasSuffix("Z") ? "\(text.dropLast()) UTC" : text
  }

  // MARK: Below the matrix

  private var changesList: String {
    guard kernels.count > 1 else { return "" }
    var groups: [(change: Change, clauses: [String])] = []
    for clause in clauses {
      for change in changes[clause.id] ?? [] {
        if let known = groups.firstIndex(where: { $0.change == change }) {
          groups[known].clauses.append(clause.id)
        } else {
          groups.append((change, [clause.id]))
        }
      }
    }
    let items = kernels.indices.flatMap { kernel in
      groups.filter { $0.change.kernel == kernel }.map {
        "<li>\(sentence($0.change).escapedForXML()): \(links($0.clauses))</li>"
      }
    }
    let list =
      items.isEmpty
      ? "<p>No verdict changed.</p>" : "<ul class=\"plain\">\n\(items.joined(separator: "\n"))\n</ul>"
    return """
      <section aria-labelledby="changes">
      <h2 id="changes">Where verdicts first changed</h2>
      <p class="dim">From kernel to kernel in the order of the columns, each rig with itself.</p>
      \(list)
      </section>
      """
  }

  func sentence(_ change: Change) -> String {
    "\(kernels[change.kernel].name): \(change.from) → \(change.to) on "
      + change.columns.map { columns[$0].label }.joined(separator: ", ")
  }

  private var reasonsList: String {
    guard !reasons.isEmpty else { return "" }
    let items = reasons.enumerated().map { index, reason in
      "<li id=\"reason-\(index + 1)\">\(reason.text.escapedForXML()) "
        + "<span class=\"dim\">\(names(reason.columns).escapedForXML()): \(links(reason.clauses))</span></li>"
    }
    return """
      <section aria-labelledby="skips">
      <h2 id="skips">Why clauses were skipped</h2>
      <ol>
      \(items.joined(separator: "\n"))
      </ol>
      </section>
      """
  }

  private var unreached: String {
    guard !remarks.isEmpty else { return "" }
    let items = remarks.map {
      "<li><a href=\"#\($0.id)\">\($0.id)</a> \($0.text.escapedForXML()) "
        + "<span class=\"dim\">\(names($0.columns).escapedForXML())</span></li>"
    }
    return """
      <section aria-labelledby="unreached">
      <h2 id="unreached">What runs did not reach</h2>
      <ul class="plain">
      \(items.joined(separator: "\n"))
      </ul>
      </section>
      """
  }

  private var timing: String {
    let runs = columns.map { column in
      (column.summary.seconds, "\(column.label), \(kernels[column.kernel].name)".escapedForXML())
    }
    let longest = 12
    let slowest = clauses.map { clause -> (Double, String) in
      var worst = (seconds: 0.0, column: 0)
      for (index, column) in columns.enumerated() {
        let seconds = column.results[clause.id]?.duration ?? 0
        if seconds > worst.seconds { worst = (seconds, index) }
      }
      return (
        worst.seconds,
        "<a href=\"#\(clause.id)\">\(clause.id)</a> \(clause.title.escapedForXML()), "
          + "<span class=\"dim\">\(name(worst.column).escapedForXML())</span>"
      )
    }
    // Clauses that took equally long stay in the order of the rows.
    let order = slowest.indices.sorted { (-slowest[$0].0, $0) < (-slowest[$1].0, $1) }
    return """
      <section aria-labelledby="timing">
      <h2 id="timing">Timing</h2>
      <h3>Runs</h3>
      \(Self.bars(runs))
      <h3>Slowest clauses</h3>
      \(Self.bars(order.prefix(longest).map { slowest[$0] }))
      </section>
      """
  }

  private static func bars(_ values: [(seconds: Double, name: String)]) -> String {
    let most = values.map(\.seconds).max() ?? 0
    let rows = values.map { value in
      let percent = most > 0 ? (value.seconds / most * 100).tenths : "0"
      return
        "<li><span class=\"number\">\(value.seconds.tenths) s</span> <span class=\"bar\" style=\"--part:\(percent)%\">\(value.name)</span></li>"
    }
    return "<ul class=\"bars\">\n\(rows.joined(separator: "\n"))\n</ul>"
  }

  // MARK: Names

  /// The name of a run outside of the table.
  func name(_ index: Int) -> String {
    kernels.count == 1
      ? columns[index].label : "\(columns[index].label) on \(kernels[columns[index].kernel].name)"
  }

  /// The names of several runs.
  func names(_ indices: [Int]) -> String {
    if indices.count == columns.count { return columns.count == 1 ? columns[0].label : "all runs" }
    var parts: [(labels: String, kernels: [String])] = []
    for kernel in kernels {
      let labels = indices.filter(kernel.columns.contains).map { columns[$0].label }
      if labels.isEmpty { continue }
      let isAll = labels.count > 1 && labels.count == kernel.columns.count
      let text = isAll ? "all rigs" : labels.joined(separator: ", ")
      if let known = parts.firstIndex(where: { $0.labels == text }) {
        parts[known].kernels.append(kernel.name)
      } else {
        parts.append((text, [kernel.name]))
      }
    }
    if kernels.count == 1 { return parts.map(\.labels).joined() }
    return parts.map { part in
      let names = part.kernels.count == kernels.count ? "all kernels" : part.kernels.joined(separator: ", ")
      return "\(part.labels) on \(names)"
    }.joined(separator: "; ")
  }

  private func links(_ ids: [String]) -> String {
    ids.map { "<a href=\"#\($0)\">\($0)</a>" }.joined(separator: ", ")
  }
}

extension ReportPage.Column {
  /// The words for the conclusion of the run.
  var verdictWord: String { run.record.outcome.conclusion.rawValue }

  /// The class of the conclusion's colour in the style sheet.
  var style: String {
    if case .noVerdict = run.record.outcome { return ANSIStyle.red.name }
    return summary.style.name
  }
}

extension ANSIStyle {
  /// The class of the colour in the style sheet.
  var name: String {
    switch self {
    case .bold: "bold"
    case .red: "red"
    case .green: "green"
    case .yellow: "yellow"
    }
  }
}
