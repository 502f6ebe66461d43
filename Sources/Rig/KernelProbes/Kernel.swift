import Clauses
import Glibc

/// The running kernel.
package enum Kernel {
  /// Release of the kernel, as `uname -r` prints it.
  package static let release: String = Files.read("/proc/sys/kernel/osrelease") ?? "unknown"
  /// The upstream version, stable releases of distributions included.
  package static let version: KernelVersion =
    KernelVersion(release: release, build: Files.read("/proc/sys/kernel/version") ?? "")
    ?? KernelVersion(0, 0)

  /// The words of the kernel's command line.
  package static var commandLine: [Substring] { (Files.read("/proc/cmdline") ?? "").split(separator: " ") }

  /// The taint bits (Documentation/admin-guide/tainted-kernels.rst). Only the first WARN of a boot shows here.
  static var taint: UInt64 { Files.read("/proc/sys/kernel/tainted").flatMap { UInt64($0) } ?? 0 }

  /// WARNs since boot; nil before Linux 6.2 and where the stable kernel has no such file.
  static var warnCount: Int? {
    Files.read("/sys/kernel/warn_count").flatMap { Int($0) }
  }

  /// A number from /proc/meminfo in bytes, or nil.
  package static func meminfo(_ field: String) -> Int? {
    guard let text = Files.read("/proc/meminfo") else { return nil }
    for line in text.split(separator: "\n") where line.hasPrefix(field + ":") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }
    return nil
  }

  /// Number of bytes in free pages, those in the lists of each processor among them, which MemFree leaves out and which
  /// grow by megabytes where many pages come and go (Linux 6.7 and later). From /proc/zoneinfo; nil if there is none.
  package static var freeMemory: Int? {
    // The counters of each processor join those of the zones.
    try? Files.write("1", to: "/proc/sys/vm/stat_refresh")
    guard let text = Files.read("/proc/zoneinfo") else { return nil }
    var pages = 0
    for line in text.split(separator: "\n") {
      let fields = line.split(separator: " ")
      // "pages free 1234" of a zone, "count: 12" of a processor's lists.
      switch (fields.first, fields.dropFirst().first) {
      case ("pages", "free"): pages += fields.dropFirst(2).first.flatMap { Int($0) } ?? 0
      case ("count:", let count?): pages += Int(count) ?? 0
      default: break
      }
    }
    return pages * pageSize
  }

  /// Caches of objects that usbfs makes or holds: its own, credentials, process ids.
  private static let caches = ["kmalloc-", "cred_jar ", "pid "]

  /// Number of bytes in objects of at least `smallest` bytes that usbfs makes or holds, and others of their caches; nil
  /// without the right to know.
  package static func objectBytes(ofAtLeast smallest: Int = 0) -> Int? {
    releaseQuarantine { name in caches.contains { (name + " ").hasPrefix($0) } }
    guard let text = Files.read("/proc/slabinfo") else { return nil }
    var bytes = 0
    // The text is long and mostly of no interest: only the lines that matter are taken apart.
    var rest = text.utf8[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end]
      rest = rest[rest.index(after: end)...]
      guard caches.contains(where: { line.starts(with: $0.utf8) }) else { continue }
      let fields = Substring(line).split(separator: " ", maxSplits: 4)
      if fields.count > 3, let objects = Int(fields[1]), let size = Int(fields[3]), size >= smallest {
        bytes += objects * size
      }
    }
    return bytes
  }

  /// Free blocks of at least this many bytes, over all zones or without one. From /proc/buddyinfo.
  package static func freeBlocks(ofAtLeast bytes: Int, outside zone: Substring? = nil) -> Int {
    var blocks = 0
    for line in (Files.read("/proc/buddyinfo") ?? "").split(separator: "\n") {
      let fields = line.split(separator: " ").drop(while: { $0 != "zone" }).dropFirst()
      if let zone, fields.first == zone { continue }
      for (order, count) in fields.dropFirst().enumerated() where (pageSize << order) >= bytes {
        blocks += Int(count) ?? 0
      }
    }
    return blocks
  }

  /// Size of a page in bytes.
  package static let pageSize = Int(sysconf(CInt(_SC_PAGESIZE)))
  /// Whether this program may do what only root may.
  package static var isRoot: Bool { geteuid() == 0 }
}
