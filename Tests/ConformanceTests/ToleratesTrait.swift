import Testing

/// Marks a clause that makes a function of the kernel warn, which another clause judges.
struct ToleratesTrait: TestTrait { let function: String }

extension Trait where Self == ToleratesTrait {
  /// Marks a clause that makes a function of the kernel warn, which another clause judges.
  static func tolerates(warningsOf function: String) -> Self { ToleratesTrait(function: function) }
}
