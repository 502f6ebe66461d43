/// Debug facilities of the kernel: lockdep, DMA API debugging, kmemleak. Each turns itself off for good at some point,
/// silently for all who come later.
enum DebugFacilities {
  /// Sentences about the facilities that this kernel has and that turned themselves off.
  static func blind() -> [String] {
    var blind: [String] = []
    // Lockdep reports once in a boot; and it takes itself for unreliable after any report of KASAN.
    let locks = Files.read("/proc/lockdep_stats")?.split(separator: "\n").first { $0.contains("debug_locks") }
    if let locks, locks.hasSuffix(" 0") { blind.append("lockdep reported before and is off") }
    if Files.read("/sys/kernel/debug/dma-api/disabled") == "Y" {
      blind.append("DMA API debugging ran out of memory and is off")
    }
    if Leaks.isThere, !Leaks.isOn { blind.append("kmemleak ran out of memory and is off") }
    return blind
  }
}
