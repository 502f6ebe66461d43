import Rig
import Testing

/// Skips every clause without a rig, saying how to get one; fails if the operator asked for one.
///
/// A recursive trait must be one of tests, too, or Swift Testing stops at a precondition.
struct RigTrait: SuiteTrait, TestTrait {
  var isRecursive: Bool { true }

  func prepare(for test: Test) async throws {
    guard case .failure(let missing) = Rig.current else {
      if !test.isSuite, let reason = Quota.whyTooNarrow { try await test.skip(because: reason) }
      return
    }
    if Rig.isRequired { throw missing }
    // Each clause has a skip of its own. A suite's would stand for its clauses, which would have no record then.
    if !test.isSuite { try await test.skip(because: missing.description) }
  }
}

extension Trait where Self == RigTrait {
  /// Skips every clause without a rig, saying how to get one; fails if the operator asked for one.
  static var rig: Self { RigTrait() }
}
