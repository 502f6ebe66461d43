import Glibc
import SystemPackage
import USBFS

/// How much memory usbfs thinks is in use, to the byte.
///
/// No file tells. But a submission that the kernel refuses for its unreadable buffer (EFAULT) was within the quota,
/// and one refused with ENOMEM was not (`proc_do_submiturb` counts before it copies): so the limit is moved near,
/// pages are mapped until little is left, and the rest is searched with the length of such a submission.
public struct Quota: ~Copyable {
  /// A measured state: what fitted under the limit, exactly.
  public struct Reading: Equatable, Sendable {
    var limit: Int
    var pages: Int
    var bytes: Int
    /// Bytes in use, up to a constant.
    public var usage: Int { (limit << 20) - pages * Kernel.pageSize - bytes }
  }

  private let device: Device
  private let setup: UnsafeMutableRawPointer
  private let guardPages: UnsafeMutableRawPointer

  public init(_ path: FilePath) throws(Errno) {
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
  public static var limit: Int? { Files.read(parameter).flatMap { Int($0) } }
  /// Sets the limit. EACCES without the right to.
  public static func setLimit(_ mebibytes: Int) throws(Errno) {
    try Files.write("\(mebibytes)", to: parameter)
  }

  /// Runs `body` under another limit. The corresponding parameter is usbcore's `usbfs_memory_mb`.
  public static func withLimit<T>(_ mebibytes: Int, _ body: () throws -> T) throws -> T {
    guard let old = limit else { throw Errno.permissionDenied }
    try setLimit(mebibytes)
    defer { try? setLimit(old) }
    return try body()
  }

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

  private func fits(pages: Int, bytes: Int) throws(Errno) -> Bool {
    let region: Region
    do { region = try device.map(pages * Kernel.pageSize) } catch .noMemory { return false }
    defer { withExtendedLifetime(region) {} }
    return try fits(bytes)
  }

  /// The largest value from `low` (which fits) to below `high` (which does not).
  private func largest(_ low: Int, _ high: Int, _ fits: (Int) throws(Errno) -> Bool) throws(Errno) -> Int {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      if try fits(middle) { low = middle } else { high = middle }
    }
    return low
  }

  public func measure() throws -> Reading {
    guard let old = Quota.limit else { throw Errno.permissionDenied }
    defer { try? Quota.setLimit(old) }
    var limit = 1
    try Quota.setLimit(limit)
    while !(try fits(pages: 1, bytes: 1)) {
      limit *= 2
      try Quota.setLimit(limit)
    }
    if limit > 1 {
      limit =
        try largest(-limit, -limit / 2) { (candidate) throws(Errno) in
          try Quota.setLimit(-candidate)
          return try fits(pages: 1, bytes: 1)
        } * -1
      try Quota.setLimit(limit)
    }
    let most = (1 << 20) / Kernel.pageSize + 1
    let pages = try largest(1, most) { (pages) throws(Errno) in try fits(pages: pages, bytes: 1) }
    let region = try device.map(pages * Kernel.pageSize)
    defer { withExtendedLifetime(region) {} }
    let bytes = try largest(1, 2 * Kernel.pageSize) { (bytes) throws(Errno) in try fits(bytes) }
    return Reading(limit: limit, pages: pages, bytes: bytes)
  }

  /// Whether the usage is what it was, in a fraction of the time that measuring takes.
  public func isStill(_ reading: Reading) throws -> Bool {
    guard let old = Quota.limit else { throw Errno.permissionDenied }
    try Quota.setLimit(reading.limit)
    defer { try? Quota.setLimit(old) }
    guard let region = try? device.map(reading.pages * Kernel.pageSize) else { return false }
    defer { withExtendedLifetime(region) {} }
    return try fits(reading.bytes) && !fits(reading.bytes + 1)
  }
}
