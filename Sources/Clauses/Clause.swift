/// One promise of the kernel.
package struct Clause: Sendable, Hashable, Identifiable {
  /// The family's letters, a hyphen and a number: `UNM-3`.
  package let id: String
  /// Grade, which says how binding the clause is.
  package let grade: Grade
  /// The behaviour in a line. The clause's test is named `id: title`.
  package let title: String
  /// Text of the promise in full.
  package let text: String
  /// History of the promise, where it comes from and what went wrong with it: commits, CVEs, reports. Empty if nothing
  /// is known beyond the patch itself.
  package let history: String
  /// Demand on the machine that runs it.
  package let demand: Demand

  /// The family that the id names.
  package var family: Family { Family(rawValue: String(id.prefix(while: { $0 != "-" })))! }
  /// The number in the family, from 1.
  package var number: Int { Int(id.drop(while: { $0 != "-" }).dropFirst())! }
  /// The name of the clause's test.
  package var testName: String { "\(id): \(title)" }

  init(
    _ id: String, _ grade: Grade, _ title: String, _ text: String, history: String = "",
    demand: Demand = .moments
  ) {
    self.id = id
    self.grade = grade
    self.title = title
    self.text = text
    self.history = history
    self.demand = demand
  }
}
