import Clauses
import KernelLab

extension Catalogue {
  /// The clauses that the option `--filter` chooses: all without it. Throws a `HarnessError` if there is none.
  static func chosen(_ filter: String?) throws -> [Clause] {
    guard let filter else { return clauses }
    let found: [Clause]
    do { found = try clauses(matching: filter) } catch {
      throw HarnessError(
        "--filter \(filter) is no clause, no beginning of one, and no regular expression: \(error)")
    }
    if found.isEmpty { throw HarnessError("--filter \(filter) matches no clause; --list shows them") }
    return found
  }
}
