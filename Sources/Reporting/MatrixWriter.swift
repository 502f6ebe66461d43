import Clauses

/// Writes `matrix.json`, a run of several rigs for programs: one JSON object with the rigs and, for each clause, their
/// verdicts.
package enum MatrixWriter {
  /// The text of the JSON object.
  /// - Parameter planned: The clauses that the run was to have results of.
  package static func document(_ records: [RigRecord], planned: [Clause]) -> String {
    let results = records.map { record in
      Dictionary(record.results.map { ($0.clause.id, $0) }, uniquingKeysWith: { $1 })
    }
    let clauses = planned.map { clause in
      Row(
        id: clause.id, title: clause.title, grade: clause.grade.name,
        results: results.map { $0[clause.id].map { Cell($0) } })
    }
    return Document(rigs: records.map { Rig($0) }, clauses: clauses).json()
  }

  private struct Document: Encodable {
    var rigs: [Rig]
    var clauses: [Row]
  }

  private struct Rig: Encodable {
    var run: RunInfo
    /// The summary, or the reason why there is no verdict.
    var summary: SummaryRecord?
    var noVerdict: String?

    init(_ record: RigRecord) {
      run = record.run
      switch record.outcome {
      case .verdict(let summary): self.summary = SummaryRecord(summary)
      case .noVerdict(let reason): noVerdict = reason
      }
    }
  }

  private struct Row: Encodable {
    var id: String
    var title: String
    var grade: String
    /// The results in the order of the rigs; null where a rig has none.
    var results: [Cell?]
  }

  private struct Cell: Encodable {
    var verdict: String
    var reason: String?
    var notes: [String]
    var isRed: Bool

    init(_ result: ClauseResult) {
      verdict = result.verdict.name
      reason = result.verdict.reason
      notes = result.notes.map(\.description)
      isRed = result.isRed
    }
  }
}
