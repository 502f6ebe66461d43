/// The kernel's bounce buffers (SWIOTLB): memory that every controller reaches, for which data is copied to and fro.
package enum BounceBuffers {
  /// Size of a slot in bytes (IO_TLB_SIZE).
  package static let slot = 2048

  /// The slots in use; nil without debugfs or bounce buffers.
  package static var used: Int? { Files.read("/sys/kernel/debug/swiotlb/io_tlb_used").flatMap { Int($0) } }

  /// The slots there are.
  package static var all: Int? { Files.read("/sys/kernel/debug/swiotlb/io_tlb_nslabs").flatMap { Int($0) } }

  /// Whether all memory goes through them (`swiotlb=force`).
  static var isForced: Bool {
    Kernel.commandLine.contains {
      $0.hasPrefix("swiotlb=") && $0.hasSuffix("force") && !$0.hasSuffix("noforce")
    }
  }

  /// Whether there is memory above 4 GiB and the controller, a folder in sysfs, has 32 bits of address.
  static func isBeyondReach(of controller: String) -> Bool {
    guard let bits = Files.read(controller + "/dma_mask_bits").flatMap({ Int($0) }), bits <= 32 else {
      return false
    }
    // On a 64-bit machine with a zone of what 32 bits reach, the zone Normal is what they do not.
    let zones = (Files.read("/proc/zoneinfo") ?? "").split(separator: "Node ").filter {
      $0.contains("present")
    }
    return zones.contains { $0.contains("zone    DMA32") }
      && zones.contains { zone in
        zone.contains("zone   Normal")
          && zone.split(separator: "\n").contains { line in
            let words = line.split(separator: " ")
            return words.count == 2 && words[0] == "present" && words[1] != "0"
          }
      }
  }
}
