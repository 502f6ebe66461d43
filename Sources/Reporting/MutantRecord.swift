/// The result of a mutant on a rig.
package struct MutantRecord: Sendable, Equatable, Codable {
  /// The fate of a mutant.
  package enum Fate: String, Sendable, Codable {
    /// No clause went red, so the suite has a hole.
    case survived
    /// Nothing is known, because it does not apply, build or boot, or was argued to be equivalent and is not.
    case error
    /// A clause went red, or the kernel's own checks made it red.
    case killed
    /// No clause went red, and none could; the reason says why.
    case equivalent
    /// The kernel does not have what the mutant breaks.
    case notApplicable = "not applicable"
  }

  /// The mutant's name.
  package var mutant: String
  /// The rig's name.
  package var rig: String
  /// The change: a sentence that says what the kernel does now.
  package var change: String
  /// The origin of the mutant.
  package var origin: String
  /// The fate.
  package var fate: Fate
  /// The reason of the fate; nil for a mutant that was killed or survived.
  package var reason: String?
  /// The names of the verdicts by the ids of the clauses that ran.
  package var verdicts: [String: String]
  /// The ids of the clauses that went red, in the catalogue's order.
  package var killers: [String]
  /// The time that its guests took, in seconds.
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
