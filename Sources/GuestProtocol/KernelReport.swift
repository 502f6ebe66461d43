/// The lines in which a kernel reports that it caught itself in a mistake: the one list of what an oops looks like.
package enum KernelReport {
  /// Signs of a mistake that the kernel may not survive.
  private static let oops = ["BUG:", "Oops", "general protection fault", "kernel BUG", "[#1]"]

  /// Signs of any mistake. Every stack trace is one, too.
  private static let any = [
    "BUG:", "BUG ", "WARNING:", "Oops", "KASAN", "UBSAN", "Call Trace", "general protection fault",
    "memory corruption", "Bad page", "list_del corruption", "list_add corruption", "refcount_t:",
    "possible recursive locking", "INFO: task", "rcu: INFO",
  ]

  /// Sign of a kernel that gave up.
  private static let panic = "Kernel panic"

  /// Whether a line reports a mistake that the kernel may not survive.
  package static func isOops(_ line: some StringProtocol) -> Bool { oops.contains { line.contains($0) } }

  /// Whether a line says that the kernel gave up.
  package static func isPanic(_ line: some StringProtocol) -> Bool { line.contains(panic) }

  /// Whether a line reports any mistake: an oops, a warning, a lockdep or KASAN report.
  package static func isSplat(_ line: some StringProtocol) -> Bool {
    any.contains { line.contains($0) } && !line.contains("DEBUG")
  }
}
