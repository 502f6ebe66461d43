import Testing

/// Marks a clause that must have the device for itself: nothing else may hold it open.
struct AloneTrait: TestTrait {}

extension Trait where Self == AloneTrait {
  /// Marks a clause that must have the device for itself: nothing else may hold it open.
  static var alone: Self { AloneTrait() }
}
