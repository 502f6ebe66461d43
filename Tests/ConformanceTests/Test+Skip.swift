import Clauses
import GuestProtocol
import Rig
import Synchronization
import Testing

extension Test {
  /// The clauses whose skips the supervisor knows: Swift Testing plans a run more than once.
  private static let known = Mutex<Set<String>>([])

  /// Skips the test before it begins. To be called from a trait's `prepare(for:)`.
  func skip(because reason: String) async throws {
    if let clause = displayName.flatMap(Catalogue.clause(testName:)),
      Self.known.withLock({ $0.insert(clause.id).inserted })
    {
      Supervisor.send(.skip(clause: clause.id, reason: reason))
    }
    try await ConditionTrait.disabled(Comment(rawValue: reason)).prepare(for: self)
  }
}
