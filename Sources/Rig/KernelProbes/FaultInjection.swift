import Glibc
import SystemPackage

/// Fault injection into the system calls of one thread: the n-th allocation, or the n-th copy from or to the program's
/// memory, fails.
///
/// The corresponding file is `fail-nth` (Documentation/fault-injection/fault-injection.rst).
package struct FaultInjection: ~Copyable {
  private static let path = "/proc/thread-self/fail-nth"
  private let nth: FileDescriptor

  /// Whether this kernel has fault injection: CONFIG_FAULT_INJECTION and its debugfs folders, which only root sees.
  static let isThere = Files.exists(path) && Files.exists("/sys/kernel/debug/failslab")

  /// Fault injection for the calling thread. Throws what the kernel says if it has no such thing.
  package init() throws(Errno) {
    let debug = "/sys/kernel/debug/"
    // As it comes, only allocations that must not wait would fail, and of pages only blocks of several.
    for knob in [
      "failslab/ignore-gfp-wait", "fail_page_alloc/ignore-gfp-wait", "fail_page_alloc/ignore-gfp-highmem",
    ] {
      try Files.write("N", to: debug + knob)
    }
    try Files.write("0", to: debug + "fail_page_alloc/min-order")
    // A stack trace for each would look like a complaint. A kernel need not have all three.
    for kind in ["failslab", "fail_page_alloc", "fail_usercopy"] where Files.exists(debug + kind) {
      try Files.write("0", to: debug + kind + "/verbose")
    }
    do { nth = try FileDescriptor.open(FilePath(Self.path), .readWrite, options: [.closeOnExec]) } catch {
      throw error as! Errno
    }
  }

  deinit { try? nth.close() }

  /// Runs `body`, a system call and little else, with its n-th allocation or copy failing. Gives what came of it, and
  /// whether there was an n-th.
  /// - Parameter number: From 1.
  package func failing<T>(_ number: Int, _ body: () throws(Errno) -> T) throws(Errno) -> (
    result: Result<T, Errno>, fired: Bool
  ) {
    let text = Array("\(number)".utf8)
    guard write(nth.rawValue, text, text.count) == text.count else { throw Errno(rawValue: errno) }
    let result: Result<T, Errno>
    do throws(Errno) { result = .success(try body()) } catch { result = .failure(error) }
    // Reading is itself a copy to the program, and may be the one that fails: then it had not come to that before.
    var left: UInt8 = 0
    let fired = pread(nth.rawValue, &left, 1, 0) == 1 && left == UInt8(ascii: "0")
    // Writing is a copy from the program; what fails once fails no more.
    let none = UInt8(ascii: "0")
    while withUnsafePointer(to: none, { write(nth.rawValue, $0, 1) }) != 1 {}
    return (result, fired)
  }
}
