import ArgumentParser
import KernelLab

extension RigProfile {
  /// The rigs that the words of an option name. Throws a `ValidationError`.
  static func parsing(_ words: [String]) throws -> [RigProfile] {
    do { return try named(words) } catch let error as HarnessError { throw ValidationError("\(error)") }
  }
}
