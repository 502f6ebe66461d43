import Clauses
import FoundationEssentials

/// The kill matrix: which clauses caught which mutants.
package struct KillMatrix: Sendable, Equatable {
  /// The kernel that was broken: its spec and version.
  package var kernel: String
  /// The day of the run, such as 2026-11-22.
  package var date: String
  /// Whether every clause ran against every mutant, not only until the first that went red.
  package var isWhole: Bool
  /// The wall time in seconds.
  package var seconds: Double
  /// The records, survivors first, then errors, then the rest by name.
  package let records: [MutantRecord]

  /// A matrix of records in any order.
  package init(kernel: String, date: String, isWhole: Bool, seconds: Double, records: [MutantRecord]) {
    self.kernel = kernel
    self.date = date
    self.isWhole = isWhole
    self.seconds = seconds
    func rank(_ record: MutantRecord) -> (Int, String, String) {
      let rank =
        switch record.fate {
        case .survived: 0
        case .error: 1
        case .killed: 2
        case .equivalent: 3
        case .notApplicable: 4
        }
      return (rank, record.mutant, record.rig)
    }
    self.records = records.sorted { rank($0) < rank($1) }
  }

  /// The number of records with this fate.
  package func count(_ fate: MutantRecord.Fate) -> Int { records.count { $0.fate == fate } }

  /// The exit status: 1 if a mutant survived, 2 if nothing is known of one, else 0.
  package var exitCode: Int32 { count(.survived) > 0 ? 1 : count(.error) > 0 ? 2 : 0 }

  /// The number of mutants that a clause killed.
  func kills(of clause: Clause) -> Int {
    Set(records.filter { $0.fate == .killed && $0.killers.contains(clause.id) }.map(\.mutant)).count
  }

  /// The clause of each family that killed most mutants; a family that killed none has none.
  package var sharpest: [(clause: Clause, kills: Int)] {
    Family.allCases.compactMap { family in
      Catalogue.clauses.filter { $0.family == family }.map { ($0, kills(of: $0)) }
        .filter { $0.1 > 0 }.max { $0.1 < $1.1 }
    }
  }

  /// The promises that ran and killed no mutant.
  package var blunt: [Clause] {
    Catalogue.clauses.filter { clause in
      let isPromise = clause.grade.isPromise
      let ran = records.contains { record in
        record.verdicts[clause.id].map { $0 != Verdict.Kind.skip.rawValue } ?? false
      }
      return isPromise && ran && kills(of: clause) == 0
    }
  }

  /// The counts in a line.
  package var closingLine: String {
    let mutants = Set(records.map(\.mutant)).count
    var parts = ["\(count(.killed)) killed", "\(count(.survived)) survived"]
    if count(.error) > 0 { parts.append("\(count(.error)) errors") }
    if count(.equivalent) > 0 { parts.append("\(count(.equivalent)) equivalent") }
    if count(.notApplicable) > 0 { parts.append("\(count(.notApplicable)) not applicable") }
    let runs = mutants == records.count ? "" : " in \(records.count) runs"
    return
      "\(mutants) \(mutants == 1 ? "mutant" : "mutants")\(runs): \(parts.joined(separator: ", ")), in \(seconds.tenths) s"
  }

  /// The matrix for programs: one JSON object.
  package var json: String {
    Document(
      kernel: kernel, date: date, isWhole: isWhole, seconds: seconds.microseconds, exitCode: exitCode,
      records: records
    ).json()
  }

  private struct Document: Encodable {
    var kernel: String
    var date: String
    var isWhole: Bool
    var seconds: Double
    var exitCode: Int32
    var records: [MutantRecord]
  }
}
