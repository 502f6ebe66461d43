import ArgumentParser
import KernelLab
import Runner

extension VirtualRig {
  /// The rigs that the words of an option name. Throws a `ValidationError`.
  static func parsing(_ words: [String]) throws -> [VirtualRig] {
    do { return try named(words) } catch let error as HarnessError { throw ValidationError("\(error)") }
  }
}
