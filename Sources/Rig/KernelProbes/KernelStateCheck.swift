import GuestProtocol
import Synchronization
import USBFS

/// Compares the state of the kernel before and after a clause: quota, log, taint, kernel objects.
package final class KernelStateCheck {
  private let rig: Rig
  private let log = KernelLog()
  private let taint = Kernel.taint
  private let warnCount = Kernel.warnCount
  private let limit = Quota.limit
  private var reading: Quota.Reading?
  /// The reason why the quota is not looked at; nil if it is.
  package private(set) var unmeasured: String?
  /// A page held over the clause: memory given back twice would take the usage below zero, where the kernel stops
  /// counting, and so go unseen.
  private var ballast: (device: Device, region: Region)?

  /// Measurements after the clause before, which are those before this one: measuring takes longer than many a clause.
  private struct Known {
    var readings: [Bool: Quota.Reading] = [:]
    /// Bytes in kernel objects before the first clause, or after the last one that lost too many: what each clause
    /// loses adds up.
    var objects: Int?
  }
  private static let known = Mutex(Known())
  private let alone: Bool
  /// Debug facilities that had given up watching before the clause began.
  private let blind = DebugFacilities.blind()

  /// vhci_hcd marks scatter-gather URBs as mapped for DMA, maps none, and takes the mark back when they complete but
  /// not when they are unlinked (vhci_tx.c, vhci_rx.c in Linux 6.1). That is its own mistake, with ordinary transfers.
  private static let vhci = "DMA-API: vhci_hcd"

  /// Kernel objects that may have come unnoticed since the first clause, in bytes. Over all clauses on dummy_hcd it is 50
  /// KiB, up and down by 30 (Linux 6.1).
  private static let slack = 512 << 10

  /// Looks at the kernel before a clause.
  /// - Parameter alone: The clause needs the device for itself: nothing is held meanwhile.
  package init(_ rig: Rig, alone: Bool) throws {
    self.rig = rig
    // What warns once in a boot would warn in an earlier clause and not in this one.
    try? Files.write("1", to: "/sys/kernel/debug/clear_warn_once")
    try? Files.write("1", to: "/sys/kernel/debug/dma-api/num_errors")
    self.alone = alone
    if Self.known.withLock({ $0.objects == nil }) {
      let objects = Kernel.objectBytes()
      Self.known.withLock { $0.objects = objects }
    }
    guard Kernel.isRoot else { return }
    let node = try Location.wait(serial: rig.serial).node
    if !alone {
      let device = try Device(node)
      if let region = try? device.map(1) { ballast = (device, region) }
    }
    do { reading = try Self.known.withLock { $0.readings[alone] } ?? Quota(node).measure() } catch let error
      as Quota.Unmeasurable
    {
      unmeasured = error.description
    }
  }

  /// The kernel's log since the check began, faults that were not there before, and debug facilities that saw nothing.
  /// - Parameter function: Its warnings are another clause's.
  package func findings(tolerating function: String? = nil) -> (
    log: [String], wrong: [String], blind: [String]
  ) {
    var wrong: [String] = []
    if let limit, Quota.limit != limit { try? Quota.setLimit(limit) }
    if let reading {
      do {
        let quota = try Quota(Location.wait(serial: rig.serial).node)
        if try !quota.isUnchanged(since: reading) {
          let drift = try quota.measure().usage - reading.usage
          if drift != 0 {
            wrong.append("usbfs counts \(abs(drift)) bytes \(drift > 0 ? "more" : "less") than before")
          }
        }
      } catch {
        wrong.append("the device is not as it was before: \(error)")
      }
    }
    ballast = nil
    // After a drift what was measured before holds no more, with ballast or without.
    let isClean = wrong.isEmpty
    Self.known.withLock { known in
      if isClean { known.readings[alone] = reading } else { known.readings = [:] }
    }
    if Leaks.isThere {
      for leak in Leaks.find() {
        // All of it to the log, where the clause's other evidence is.
        for line in leak.lines { KernelLog.write(KernelLogMark.prefix + line) }
        wrong.append("kmemleak: \(leak.summary)")
      }
    }
    let lines = log.lines()
    let (rest, tolerated) = KernelLog.without(
      warningsWith: [function, Self.vhci].compactMap { $0 }, lines)
    if let splat = rest.first(where: KernelReport.isSplat) { wrong.append("the kernel log says: \(splat)") }
    // A warning leaves its bit (9).
    let mask: UInt64 = tolerated > 0 ? ~(1 << 9) : .max
    if Kernel.taint & mask != taint & mask {
      wrong.append("the kernel is tainted: \(taint) became \(Kernel.taint)")
    }
    if let warnCount, let now = Kernel.warnCount.map({ $0 - tolerated }), now > warnCount {
      wrong.append("the kernel warned \(now - warnCount) times")
    }
    // On a machine with other work, objects come and go without end.
    if rig.isDisposable, let known = Self.known.withLock({ $0.objects }), let objects = Kernel.objectBytes(),
      objects - known > Self.slack
    {
      wrong.append(
        "\((objects - known) >> 10) KiB of kernel objects were not given back, by this clause and those before it"
      )
      Self.known.withLock { $0.objects = objects }
    }
    return (lines, wrong, blind)
  }
}
