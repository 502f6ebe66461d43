import Rig
import Testing

extension Trait where Self == ConditionTrait {
  /// Skips every clause without a rig, saying what to do; fails them if the operator asked for one.
  static var rig: Self {
    .enabled(Comment(rawValue: missing?.description ?? "")) {
      if Rig.isRequired, let missing { throw missing }
      return missing == nil
    }
  }

  /// Skips a clause that the rig cannot carry, saying how to get what it lacks.
  static func requires(_ needs: RigFeature...) -> Self {
    let lacks: String? =
      switch Rig.current {
      case .success(let rig): needs.lazy.compactMap { rig.lacks($0) }.first
      case .failure: nil
      }
    return .enabled(if: lacks == nil, Comment(rawValue: lacks ?? ""))
  }

  private static var missing: Rig.Missing? {
    if case .failure(let missing) = Rig.current { missing } else { nil }
  }
}

/// Marks a clause that must have the device for itself: nothing else may hold it open.
struct AloneTrait: TestTrait {}

extension Trait where Self == AloneTrait {
  static var alone: Self { AloneTrait() }
}

/// Marks a clause that makes a function of the kernel warn, which another clause judges.
struct ToleratesTrait: TestTrait { let function: String }

extension Trait where Self == ToleratesTrait {
  static func tolerates(warningsOf function: String) -> Self { ToleratesTrait(function: function) }
}

extension Trait where Self == ClauseTrait {
  static var clauses: Self { ClauseTrait() }
}
