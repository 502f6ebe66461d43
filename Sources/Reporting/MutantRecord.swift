/// What became of a mutant on a rig.
package struct MutantRecord: Sendable, Equatable, Codable {
  /// What the suite made of it.
  package enum Fate: String, Sendable, Codable {
    /// No clause went red: the suite has a hole.
    case survived
    /// Nothing is known: it does not apply, build or boot, or its argument is wrong.
    case error
    /// A clause went red, or the kernel's own checks made it red.
    case killed
    /// No clause went red, and none could: the reason is the argument why.
    case equivalent
    /// This kernel does not have what it breaks.
    case notApplicable = "not applicable"
  }

  /// The mutant's name.
  package var mutant: String
  /// The rig's name.
  package var rig: String
  /// What the kernel does now.
  package var change: String
  /// Where it comes from.
  package var origin: String
  /// What the suite made of it.
  package var fate: Fate
  /// Why; nil for what was killed or survived.
  package var reason: String?
  /// The verdicts' names by the ids of the clauses that ran.
  package var verdicts: [String: String]
  /// The ids of the clauses that went red, in the catalogue's order.
  package var killers: [String]
  /// Seconds that its guests took.
  package var seconds: Double

  /// A record from its parts.
  package init(
    mutant: String, rig: String, change: String, origin: String, fate: Fate, reason: String? = nil,
    verdicts: [String: String] = [:], killers: [String] = [], seconds: Double = 0
  ) {
    self.mutant = mutant
    self.rig = rig
    self.change = change
    self.origin = origin
    self.fate = fate
    self.reason = reason
    self.verdicts = verdicts
    self.killers = killers
    self.seconds = seconds
  }
}
