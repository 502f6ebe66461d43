import CUSBFS
import Glibc
import SystemPackage

/// A forked child that shares the parent's regions and descriptors, and takes steps in turn with it.
///
/// Between fork and _exit the child only loads, stores and makes system calls.
package final class ForkedProcess: Sendable {
  /// The child's side.
  package struct Step {
    let toParent: FileDescriptor
    let fromParent: FileDescriptor

    /// Tells the parent to go on.
    package func done() {
      var byte: UInt8 = 0
      _ = write(toParent.rawValue, &byte, 1)
    }

    /// Waits for the parent's word; it ends, too, when the parent does.
    package func wait() {
      var byte: UInt8 = 0
      _ = read(fromParent.rawValue, &byte, 1)
    }
  }

  private let pid: pid_t
  private let toChild: FileDescriptor
  private let fromChild: FileDescriptor

  /// - Parameter body: Runs in the child; its value, 0 to 255, is the exit status.
  package init(_ body: (Step) -> CInt) throws {
    let up = try FileDescriptor.pipe()
    let down = try FileDescriptor.pipe()
    let pid = cusbfs_fork()
    if pid == 0 {
      close(up.readEnd.rawValue)
      close(down.writeEnd.rawValue)
      _exit(body(Step(toParent: up.writeEnd, fromParent: down.readEnd)))
    }
    try up.writeEnd.close()
    try down.readEnd.close()
    if pid < 0 { throw Errno(rawValue: -pid) }
    self.pid = pid
    toChild = down.writeEnd
    fromChild = up.readEnd
  }

  deinit {
    try? toChild.close()
    try? fromChild.close()
  }

  /// Waits for the child's word, or its end.
  package func wait() {
    var byte: UInt8 = 0
    _ = read(fromChild.rawValue, &byte, 1)
  }

  /// Tells the child to go on.
  package func go() {
    var byte: UInt8 = 0
    _ = write(toChild.rawValue, &byte, 1)
  }

  /// Waits until the child sleeps in the kernel, having said so before. False if it does not in the time in which an URB
  /// completes.
  package func waitUntilBlocked() -> Bool { Threads.waitUntilAsleep(pid) { false } }

  /// Ends the child with SIGKILL.
  package func kill() { Glibc.kill(pid, SIGKILL) }

  /// Waits for the child's end; its exit status, -1 if a signal killed it.
  package func status() throws -> CInt {
    var status: CInt = 0
    while waitpid(pid, &status, 0) < 0 {
      if errno != EINTR { throw Errno(rawValue: errno) }
    }
    return cusbfs_exit_status(status)
  }
}
