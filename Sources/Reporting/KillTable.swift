import Clauses

/// Writes a kill matrix for a terminal: a line for each mutant and rig, with the clauses that caught it.
package struct KillTable: Sendable {
  private static let width = 60
  private let color: Bool

  /// A table with or without ANSI colour.
  package init(color: Bool = false) { self.color = color }

  /// The whole table, survivors first, and its conclusions.
  package func document(_ matrix: KillMatrix) -> String {
    let names = 2 + (matrix.records.map { $0.mutant.columns }.max() ?? 0)
    let rigs = 2 + (matrix.records.map { $0.rig.columns }.max() ?? 0)
    var lines = ["Mutants of \(matrix.kernel)", ""]
    lines += matrix.records.flatMap { rows($0, names: names, rigs: rigs) }
    lines += ["", style(matrix)(matrix.closingLine, color: color)]
    lines += conclusions(matrix)
    return lines.map { $0 + "\n" }.joined()
  }

  private func rows(_ record: MutantRecord, names: Int, rigs: Int) -> [String] {
    let fate =
      record.fate == .survived || record.fate == .error
      ? record.fate.rawValue.uppercased() : record.fate.rawValue
    let head =
      style(record.fate)(fate, color: color) + String(repeating: " ", count: 16 - fate.count)
      + record.mutant.padded(to: names) + record.rig.padded(to: rigs)
    let indentation = String(repeating: " ", count: 16 + names + rigs)
    let told: String
    switch record.fate {
    case .killed: told = record.killers.joined(separator: " ")
    case .survived:
      let ran = record.verdicts.values.count { $0 != Verdict.Kind.skip.rawValue }
      told = "\(record.change) \(ran) \(ran == 1 ? "clause" : "clauses") saw nothing."
    case .error, .equivalent, .notApplicable: told = record.reason ?? ""
    }
    let lines = told.onOneLine.wrapped(to: Self.width)
    return [head + (lines.first ?? "")] + lines.dropFirst().map { indentation + $0 }
  }

  private func conclusions(_ matrix: KillMatrix) -> [String] {
    if !matrix.isWhole {
      return ["each stopped at the first clause that went red; --all lets every clause speak"]
    }
    let sharpest = matrix.sharpest.map { "\($0.clause.id) \($0.kills)" }
    var lines = ["most kills in each family: \(sharpest.joined(separator: ", "))"]
    if !matrix.blunt.isEmpty {
      lines += "killed nothing: \(matrix.blunt.map(\.id).joined(separator: ", "))".wrapped(to: 110)
    }
    return lines
  }

  private func style(_ matrix: KillMatrix) -> ANSIStyle { matrix.exitCode == 0 ? .green : .red }

  private func style(_ fate: MutantRecord.Fate) -> ANSIStyle {
    switch fate {
    case .survived, .error: .red
    case .killed: .green
    case .equivalent, .notApplicable: .yellow
    }
  }
}
