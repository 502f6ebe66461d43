/// State of the kernel's memory allocators.
extension Kernel {
  /// Whether every allocation is zeroed (`init_on_alloc`), as the boot log says; from the command line if the log is
  /// too short by now. Nil if neither tells.
  package static var zeroesAllocations: Bool? {
    if let line = KernelLog.sinceBoot().last(where: { $0.contains("mem auto-init:") }) {
      return line.contains("heap alloc:on") ? true : line.contains("heap alloc:off") ? false : nil
    }
    return commandLine.last { $0.hasPrefix("init_on_alloc=") }.map {
      !$0.hasSuffix("=0") && !$0.hasSuffix("=off")
    }
  }

  /// Whether free pages hold a pattern (`page_poison`), as the command line asks for and the kernel knows how to do.
  package static var poisonsFreedPages: Bool {
    guard let asked = commandLine.last(where: { $0.hasPrefix("page_poison=") }) else { return false }
    let isUnknown = KernelLog.sinceBoot().contains {
      $0.contains("nknown kernel command line parameters") && $0.contains("page_poison")
    }
    return !isUnknown && (asked.hasSuffix("=1") || asked.hasSuffix("=on"))
  }

  /// Whether freed objects are held back for a while, so that their use is noticed: they count as in use meanwhile.
  private static let hasQuarantine = KernelLog.sinceBoot().contains {
    $0.contains("KernelAddressSanitizer initialized") && !$0.contains("-tags")
  }

  /// Empties the quarantine of freed objects of some slab caches. The corresponding file is the cache's `shrink`,
  /// which empties KASAN's quarantine of its objects (mm/kasan/quarantine.c).
  package static func releaseQuarantine(_ isMeant: (String) -> Bool = { _ in true }) {
    guard hasQuarantine else { return }
    let folder = "/sys/kernel/slab/"
    for cache in Files.names(in: folder) where isMeant(cache) {
      try? Files.write("1", to: folder + cache + "/shrink")
    }
  }

  /// The VmFlags of the mapping that begins at an address, from /proc/self/smaps.
  package static func vmFlags(of address: UnsafeMutableRawPointer) -> [String] {
    let start = String(UInt(bitPattern: address), radix: 16) + "-"
    var isIt = false
    for line in (Files.read("/proc/self/smaps") ?? "").split(separator: "\n") {
      if line.hasPrefix(start) { isIt = true }
      if isIt, line.hasPrefix("VmFlags:") { return line.split(separator: " ").dropFirst().map(String.init) }
    }
    return []
  }
}
