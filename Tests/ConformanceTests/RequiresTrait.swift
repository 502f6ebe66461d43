import Rig
import Testing

/// Skips a clause that the rig cannot carry, saying how to get what is missing.
struct RequiresTrait: TestTrait {
  let features: [RigFeature]

  func prepare(for test: Test) async throws {
    // Without any rig `RigTrait` has its say.
    guard case .success(let rig) = Rig.current else { return }
    if let reason = features.lazy.compactMap({ rig.missing($0) }).first {
      try await test.skip(because: reason)
    }
  }
}

extension Trait where Self == RequiresTrait {
  /// Skips a clause that the rig cannot carry, saying how to get the first feature that is missing.
  static func requires(_ features: RigFeature...) -> Self { RequiresTrait(features: features) }
}
