import Clauses

/// Writes a kill matrix as a page: HTML for a browser, Markdown for a repository.
package enum KillPage {
  /// The HTML page, mutants down and clauses across. It needs no other file.
  package static func html(_ matrix: KillMatrix) -> String {
    let columns = columns(matrix)
    var rows: [String] = []
    for record in matrix.records {
      let cells = columns.map { clause -> String in
        guard let verdict = record.verdicts[clause.id] else { return "<td></td>" }
        let isRed = record.killers.contains(clause.id)
        let title = escaped("\(record.mutant), \(clause.testName): \(verdict)")
        return
          "<td class=\"\(isRed ? "red" : verdict == Verdict.Kind.skip.rawValue ? "skip" : "ok")\" title=\"\(title)\">"
          + "\(isRed ? "✘" : verdict == Verdict.Kind.skip.rawValue ? "" : "·")</td>"
      }
      let why = record.reason.map { "\(record.change) \($0)" } ?? record.change
      rows.append(
        "<tr class=\"\(record.fate == .notApplicable ? "not" : record.fate.rawValue)\"><th scope=\"row\" "
          + "title=\"\(escaped(why))\">\(escaped(record.mutant))</th><td>\(escaped(record.rig))</td>"
          + "<td class=\"fate\">\(record.fate.rawValue)</td>\(cells.joined())</tr>")
    }
    let heads = columns.map { "<th scope=\"col\" title=\"\(escaped($0.title))\"><span>\($0.id)</span></th>" }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Mutants of \(escaped(matrix.kernel))</title>
      <style>
      :root { color-scheme: light dark; --red: light-dark(#c5221f, #ff8a80); --green: light-dark(#137333, #81c995);
        --faint: light-dark(#80868b, #9aa0a6); --line: light-dark(#dadce0, #3c4043); --back: light-dark(#fff, #202124) }
      body { font: 14px/1.4 system-ui, sans-serif; margin: 1rem; background: var(--back) }
      .scroll { overflow: auto; max-height: 90vh }
      table { border-collapse: collapse }
      th, td { border: 1px solid var(--line); padding: 1px 4px; white-space: nowrap; text-align: center }
      th[scope=row] { text-align: left; position: sticky; left: 0; background: var(--back) }
      thead th { position: sticky; top: 0; background: var(--back); vertical-align: bottom }
      thead span { writing-mode: vertical-rl; transform: rotate(180deg) }
      td.red { color: var(--red); font-weight: bold } td.ok, td.skip { color: var(--faint) }
      .killed .fate { color: var(--green) } .survived .fate, .error .fate { color: var(--red); font-weight: bold }
      </style>
      <h1>Mutants of \(escaped(matrix.kernel))</h1>
      <p>\(escaped(matrix.closingLine)). \(matrix.date). ✘ a clause went red, · it did not; \
      the titles of rows and cells tell more.</p>
      <div class="scroll"><table>
      <thead><tr><th>mutant</th><th>rig</th><th></th>\(heads.joined())</tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      </html>

      """
  }

  /// The Markdown page: a line for each mutant with the clauses that caught it.
  package static func markdown(_ matrix: KillMatrix) -> String {
    var lines = [
      "# Kernels broken on purpose", "",
      "What `make mutants\(matrix.isWhole ? " ALL=1" : "")` made of \(matrix.kernel), \(matrix.date): "
        + "\(matrix.closingLine). "
        + (matrix.isWhole
          ? "Every clause spoke."
          : "Each stopped at the first clauses that went red, those of its header first."),
      "",
      "| mutant | rig | what the kernel does | origin | caught by |", "|---|---|---|---|---|",
    ]
    for record in matrix.records {
      let caught: String
      switch record.fate {
      case .killed: caught = record.killers.joined(separator: " ")
      case .survived: caught = "**survived**"
      case .error: caught = "**error**: \(record.reason ?? "")"
      case .equivalent: caught = "equivalent: \(record.reason ?? "")"
      case .notApplicable: caught = record.reason ?? ""
      }
      let cells = ["`\(record.mutant)`", record.rig, record.change, record.origin, caught]
      lines.append("| " + cells.map { cell($0) }.joined(separator: " | ") + " |")
    }
    if matrix.isWhole {
      lines += ["", "Most kills in each family:", ""]
      lines += matrix.sharpest.map { "- \($0.clause.id), \($0.clause.title): \($0.kills)" }
      if !matrix.blunt.isEmpty {
        lines += ["", "Killed nothing: " + matrix.blunt.map(\.id).joined(separator: ", ") + "."]
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// The clauses that ran against any mutant.
  private static func columns(_ matrix: KillMatrix) -> [Clause] {
    Catalogue.clauses.filter { clause in matrix.records.contains { $0.verdicts[clause.id] != nil } }
  }

  private static func cell(_ text: String) -> String {
    text.onOneLine.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private static func escaped(_ text: String) -> String { text.onOneLine.escapedForXML() }
}
