import Clauses
import Glibc
import GuestProtocol

/// The settings of a run, which init takes from the kernel's command line into the environment.
struct Settings {
  /// The clauses to run.
  let planned: [Clause]
  /// The rig's name.
  let rig: String
  /// The timeout: seconds without a word after which the tests are hung.
  let timeout: Int
  /// The reason why there is no rig; nil if there is one.
  let missing: String?

  /// An error in a parameter.
  struct Misuse: Error, CustomStringConvertible {
    let description: String
  }

  init() throws {
    if let reason = Self.variable(.broken) { throw Misuse(description: reason) }
    rig = Self.variable(.rig) ?? "none"
    missing = Self.variable(.missing)
    timeout =
      try Self.variable(.hangTimeout).map { text in
        guard let seconds = Int(text), (1...86400).contains(seconds) else {
          throw Misuse(description: "usbfs.timeout=\(text): seconds are wanted, 1 to 86400")
        }
        return seconds
      } ?? 300
    var clauses = Catalogue.clauses
    if let filter = Self.variable(.filter) {
      guard let found = try? Catalogue.clauses(matching: filter), !found.isEmpty else {
        throw Misuse(
          description:
            "usbfs.filter=\(filter) is no clause, no beginning of one, and no expression that matches")
      }
      clauses = found
    }
    planned = try Self.variable(.shard).map { try Self.shard($0, of: clauses) } ?? clauses
  }

  private static func shard(_ text: String, of clauses: [Clause]) throws -> [Clause] {
    guard let shard = Shard(text) else {
      throw Misuse(description: "usbfs.shard=\(text): i/n is wanted, such as 1/4")
    }
    let part = shard.part(of: clauses)
    guard !part.isEmpty else { throw Misuse(description: "usbfs.shard=\(text): no clause is left for it") }
    return part
  }

  private static func variable(_ variable: GuestVariable) -> String? {
    getenv(variable.rawValue).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
