/// One promise of the kernel.
public struct Clause: Sendable, Hashable, Identifiable {
  /// The family's letters, a hyphen and a number: `UNM-3`.
  public let id: String
  /// How binding it is.
  public let grade: Grade
  /// The behaviour in a line. The clause's test is named `id: title`.
  public let title: String
  /// What is promised, in full.
  public let text: String
  /// Where the promise comes from and what went wrong with it: commits, CVEs, reports. Empty if nothing is known
  /// beyond the patch itself.
  public let history: String
  /// What it asks of the machine that runs it.
  public let demand: Demand

  /// The family that the id names.
  public var family: Family { Family(rawValue: String(id.prefix(while: { $0 != "-" })))! }
  /// The number in the family, from 1.
  public var number: Int { Int(id.drop(while: { $0 != "-" }).dropFirst())! }
  /// The name of the clause's test.
  public var testName: String { "\(id): \(title)" }

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
