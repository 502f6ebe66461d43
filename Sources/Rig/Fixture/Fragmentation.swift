import CUSBFS
import Glibc
import SystemPackage
import USBFS

/// Fragmented memory: free in single pages only.
///
/// Pages in pipes cannot be moved: filling two pipes in turn and emptying one of them leaves every other page free
/// and its neighbours held. What larger blocks are left, regions of a holder take.
package final class Fragmentation {
  private let fixture: Fixture
  private let device: Device
  private var kept: [FileDescriptor] = []
  private var holders: [Region] = []
  /// Behind an IOMMU regions take single pages as well as blocks; there the kernel's buffers of pending interrupt
  /// URBs, each of them a block, take their place. The first, a small one, keeps the controller from the others.
  private var pending: [URB] = []

  /// Size of a pipe in bytes: the most that an unprivileged program may ask for, too.
  private static let pipeSize = 1 << 20
  /// Memory in bytes that must stay free meanwhile for the kernel to live.
  private static let reserve = 24 << 20
  private static let setPipeSize: CInt = 1031  // F_SETPIPE_SZ, which the importer does not take

  /// The holder's regions come from a descriptor of its own; its URBs, if it needs any, from the fixture's.
  package init(_ fixture: Fixture) throws {
    self.fixture = fixture
    device = try Device(fixture.location.node)
  }

  deinit { release() }

  /// Gives everything back.
  package func release() {
    for end in kept { try? end.close() }
    kept = []
    holders = []
    for urb in pending { try? fixture.device.discard(urb) }
    for _ in pending { _ = try? fixture.device.reap() }
    pending = []
  }

  /// Breaks up memory until no block of this many bytes is free. The quota must be 0.
  package func make(noBlockOf bytes: Int) throws {
    let piece = Pattern.bytes(Kernel.pageSize, seed: 0)
    while let free = Kernel.meminfo("MemFree"), free > Self.reserve {
      let pair = try [Self.pipe(), Self.pipe()]
      for _ in 0..<(Self.pipeSize / piece.count) {
        for pipe in pair { _ = try pipe.write.write(piece) }
      }
      for pipe in pair { kept.append(pipe.read) }
      for pipe in pair { kept.append(pipe.write) }
    }
    // Of each four ends the first reads the pipe that is emptied and the third writes it.
    for index in stride(from: 0, to: kept.count, by: 4) {
      try kept[index].close()
      try kept[index + 2].close()
    }
    kept = kept.enumerated().filter { $0.offset % 4 == 1 || $0.offset % 4 == 3 }.map(\.element)
    try takeBlocks(of: bytes)
  }

  /// Takes the blocks that have become free since: the kernel gathers pages, and others give some back.
  package func keep(noBlockOf bytes: Int) throws {
    if Kernel.freeBlocks(ofAtLeast: bytes) > 0 { try takeBlocks(of: bytes) }
  }

  /// Empties the pipes that are held and fills as many anew: another pattern of holes.
  package func churn(noBlockOf bytes: Int) throws {
    release()
    try make(noBlockOf: bytes)
  }

  /// Takes blocks, again from the largest size until nothing more is to be had: the kernel may gather pages while it
  /// looks for some.
  private func takeBlocks(of bytes: Int) throws {
    if fixture.rig.isBehindIOMMU, pending.isEmpty { try hold(64) }
    var held = -1
    while held < holders.count + pending.count {
      held = holders.count + pending.count
      var size = 4 << 20
      while size >= bytes {
        do { try hold(size) } catch { size /= 2 }
      }
    }
  }

  private func hold(_ bytes: Int) throws(Errno) {
    guard fixture.rig.isBehindIOMMU, let endpoint = fixture.interruptIn else {
      holders.append(try device.map(bytes))
      return
    }
    let urb = fixture.urb(endpoint, Buffer(bytes), count: bytes, type: .interrupt)
    try fixture.device.submit(urb)
    pending.append(urb)
  }

  private static func pipe() throws -> (read: FileDescriptor, write: FileDescriptor) {
    let pipe = try FileDescriptor.pipe()
    // Smaller, and writing to it would wait for a reader that never comes.
    guard fcntl(pipe.writeEnd.rawValue, setPipeSize, CInt(pipeSize)) >= pipeSize else {
      throw Errno(rawValue: errno)
    }
    return (pipe.readEnd, pipe.writeEnd)
  }
}
