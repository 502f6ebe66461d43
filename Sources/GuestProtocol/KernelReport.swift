import Glibc

/// The lines in which a kernel reports that it caught itself in a mistake: the one list of what an oops looks like.
package enum KernelReport {
  /// Signs of a mistake that the kernel may not survive.
  private static let oops = ["BUG:", "Oops", "general protection fault", "kernel BUG", "[#1]"]

  /// Signs of any mistake. Every stack trace is one, too.
  private static let any =
    [
      "BUG:", "BUG ", "WARNING:", "Oops", "KASAN", "UBSAN", "Call Trace", "general protection fault",
      "memory corruption", "Bad page", "list_del corruption", "list_add corruption", "refcount_t:",
      "possible recursive locking", "INFO: task", "rcu: INFO",
      // A controller that reached for memory that is not its own: Intel's IOMMU, AMD's, Arm's.
      "[DMA Read", "[DMA Write", "IO_PAGE_FAULT", "Unhandled context fault", "event 0x10 received",
      // A mapping whose pages are another one's, or of another kind.
      "map pfn", "freeing invalid memtype",
      // A controller that gave up: xHCI's, EHCI's, UHCI's and OHCI's words.
      "Host System Error", "host system error", "HC died", "fatal error", "host controller process error",
      "Unrecoverable Error", "not responding, assume dead",
      // Transfers of endpoints that are gone, and rings that xhci_hcd lost track of (xhci-ring.c). A transfer event that
      // is not part of the current TD is no sign: QEMU's xHC reports short and empty isochronous packets twice.
      "ERROR Transfer event for", "ERROR unknown event type", "WARN Event TRB for slot", "WARN Set TR Deq",
      "ERROR no room on ep ring",
    ]

  /// Sign of a kernel that gave up.
  private static let panic = "Kernel panic"

  /// Whether a line reports a mistake that the kernel may not survive.
  package static func isOops(_ line: some StringProtocol) -> Bool { sign(of: oops, in: line) != nil }

  /// Whether a line says that the kernel gave up.
  package static func isPanic(_ line: some StringProtocol) -> Bool { line.contains(panic) }

  /// Whether a line reports any mistake: an oops, a warning, a lockdep or KASAN report.
  package static func isSplat(_ line: some StringProtocol) -> Bool {
    guard !line.hasPrefix(KernelLogMark.prefix) else { return false }
    return sign(of: any, in: line) != nil && !line.contains("DEBUG")
  }

  /// The first of some signs that a line has; nil if it has none. Logs have 100,000 lines, and Swift's own search takes
  /// a millisecond for each in a guest.
  private static func sign(of signs: [String], in line: some StringProtocol) -> String? {
    String(line).withCString { text in signs.first { strstr(text, $0) != nil } }
  }
}
