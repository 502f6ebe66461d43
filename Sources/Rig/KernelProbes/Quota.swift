import Glibc
import SystemPackage
import USBFS

/// Memory that usbfs counts as in use, to the byte.
///
/// No file tells. But a submission that the kernel refuses for its unreadable buffer (EFAULT) was within the quota,
/// and one refused with ENOMEM was not (`proc_do_submiturb` counts before it copies): so the limit is moved near,
/// pages are mapped until little is left, and the rest is searched with the length of such a submission.
package struct Quota: ~Copyable {
  /// A measured state: what fitted under the limit, exactly.
  package struct Reading: Equatable, Sendable {
    var limit: Int
    var pieces: Int
    var bytes: Int
    /// `sizeof(struct usb_memory)` on 64-bit kernels: readings with another number of pieces compare to within what
    /// it is wrong by.
    private static let bookkeeping = 64
    /// Number of bytes in use, up to a constant.
    package var usage: Int { (limit << 20) - pieces * (Quota.piece + Self.bookkeeping) - bytes }
  }

  private let device: Device
  private let setup: UnsafeMutableRawPointer
  private let guardPages: UnsafeMutableRawPointer

  /// Opens a node for measuring; nothing is claimed.
  package init(_ path: FilePath) throws(Errno) {
    device = try Device(path)
    // A setup packet at the very end of a page, and nothing readable after it.
    guardPages = mmap(nil, 2 * Kernel.pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
    mprotect(guardPages + Kernel.pageSize, Kernel.pageSize, PROT_NONE)
    setup = guardPages + Kernel.pageSize - 8
    // To the device, a vendor's request: no interface is asked about.
    setup.storeBytes(of: 0x40, as: UInt8.self)
  }

  deinit { munmap(guardPages, 2 * Kernel.pageSize) }

  private static let parameter = "/sys/module/usbcore/parameters/usbfs_memory_mb"

  /// The limit in MiB, 0 for none; nil if it cannot be read.
  package static var limit: Int? { Files.read(parameter).flatMap { Int($0) } }
  /// Sets the limit. EACCES without the right to.
  package static func setLimit(_ mebibytes: Int) throws(Errno) {
    try Files.write("\(mebibytes)", to: parameter)
  }

  /// The kernel's own default in MiB (`usbfs_memory_mb` in devio.c), which clauses count on.
  private static let ordinaryLimit = 16

  /// Whether the limit of this machine is less than the kernel's default: its own affair, and no property of its kernel.
  private static var isNarrow: Bool { limit.map { $0 > 0 && $0 < ordinaryLimit } ?? false }

  /// The reason why clauses cannot have the quota that they count on; nil if they can.
  package static var whyTooNarrow: String? {
    guard isNarrow, let limit, (try? setLimit(limit)) == nil else { return nil }
    return
      "usbfs_memory_mb is \(limit) on this machine, and clauses need the kernel's default of \(ordinaryLimit): "
      + "run as root, or write it to \(parameter)"
  }

  /// Raises a limit that is less than the kernel's default to that; gives the limit to put back, nil if it was enough.
  package static func widen() -> Int? {
    guard isNarrow, let old = limit, (try? setLimit(ordinaryLimit)) != nil else { return nil }
    return old
  }

  /// Runs `body` under another limit. The corresponding parameter is usbcore's `usbfs_memory_mb`.
  package static func withLimit<T>(_ mebibytes: Int, _ body: () throws -> T) throws -> T {
    guard let old = limit else { throw Errno.permissionDenied }
    try setLimit(mebibytes)
    defer { try? setLimit(old) }
    return try body()
  }

  /// - Parameter bytes: At most `most`, which is what a setup packet can ask for.
  private func fits(_ bytes: Int) throws(Errno) -> Bool {
    setup.storeBytes(of: UInt16(bytes), toByteOffset: 6, as: UInt16.self)
    do {
      try device.submit(URB(.control, endpoint: 0, buffer: setup, length: Int32(bytes + 8)))
    } catch .badAddress {
      return true
    } catch .noMemory {
      return false
    }
    throw .badAddress  // accepted: the probe is broken
  }

  /// Regions that take up that many pieces of the quota, each small enough for fragmented memory; nil if they do not
  /// fit.
  private func hold(_ pieces: Int) throws(Errno) -> [Region]? {
    var held: [Region] = []
    while held.count < pieces {
      do { held.append(try device.map(Self.piece)) } catch .noMemory { return nil }
    }
    return held
  }

  /// Size of a piece in bytes.
  private static let piece = Kernel.pageSize > 4096 ? Kernel.pageSize : 4 * Kernel.pageSize
  /// The most bytes that are searched with submissions. What no piece fits in is less, even where a piece is 64 KiB: its
  /// bookkeeping is less than that of the submission.
  private static let most = Int(UInt16.max)

  /// The largest value from `low` (which fits) to below `high` (which does not).
  private func largest(_ low: Int, _ high: Int, _ fits: (Int) throws(Errno) -> Bool) throws(Errno) -> Int {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  /// A measurement that tells nothing.
  package struct Unmeasurable: Error, CustomStringConvertible {
    /// The reason in a sentence.
    package let description: String
  }

  /// Throws `Gadget.Failure` if memory is too short or too fragmented to tell, and `Unmeasurable` if submissions do not
  /// tell in this kernel.
  package func measure() throws -> Reading {
    guard let old = Quota.limit else { throw Errno.permissionDenied }
    defer { try? Quota.setLimit(old) }
    var limit = 1
    try Quota.setLimit(limit)
    while !(try fits(1)) {
      limit *= 2
      try Quota.setLimit(limit)
    }
    if limit > 1 {
      let smallest = try largest(-limit, -limit / 2) { (candidate) throws(Errno) in
        try Quota.setLimit(-candidate)
        return try fits(1)
      }
      limit = -smallest
      try Quota.setLimit(limit)
    }
    var held: [Region] = []
    while true {
      while let more = try hold(1) { held += more }
      if try fits(1) { break }
      // What is left is too little for any submission. In another MiB is no whole number of pieces.
      limit += 1
      try Quota.setLimit(limit)
    }
    let bytes = try largest(1, Self.most) { (bytes) throws(Errno) in try fits(bytes) }
    // ENOMEM is the quota's word and the allocator's. If more fits in single pages than fitted in one submission and
    // its bookkeeping, which is less than a page, it was not the quota's.
    var pages: [Region] = []
    while pages.count * Kernel.pageSize <= bytes + Kernel.pageSize, let page = try? device.map(1) {
      pages.append(page)
    }
    let isShort = pages.count * Kernel.pageSize > bytes + Kernel.pageSize
    // The control: where no page fits any more, less than the most must fit, or usbfs does not count before it copies.
    if !isShort, bytes == Self.most - 1 {
      throw Unmeasurable(
        description:
          "usbfs copies an URB's data before it counts its bytes: what it counts cannot be measured")
    }
    withExtendedLifetime((held, pages)) {}
    if isShort { throw Gadget.Failure(description: "memory is too short to measure the quota") }
    return Reading(limit: limit, pieces: held.count, bytes: bytes)
  }

  /// Whether the usage is what it was, in a fraction of the time that measuring takes.
  package func isUnchanged(since reading: Reading) throws -> Bool {
    guard let old = Quota.limit else { throw Errno.permissionDenied }
    try Quota.setLimit(reading.limit)
    defer { try? Quota.setLimit(old) }
    guard let held = try hold(reading.pieces) else { return false }
    defer { withExtendedLifetime(held) {} }
    return try fits(reading.bytes) && !fits(reading.bytes + 1)
  }
}
