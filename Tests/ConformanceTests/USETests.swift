import CUSBFS
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.USE {
  private var page: Int { Kernel.pageSize }

  @Test func `USE-1: every access of the processor's works`() throws {
    let region = try fixture.map(pages: 4)
    let reference = fixture.buffer(region.count)
    // Across a page's border, too.
    for start in [0, page - 40] {
      for alignment in 0..<40 {
        expectAccess(UInt8.self, region, reference, start + alignment)
        expectAccess(UInt16.self, region, reference, start + alignment)
        expectAccess(UInt32.self, region, reference, start + alignment)
        expectAccess(UInt64.self, region, reference, start + alignment)
        expectAccess(SIMD16<UInt8>.self, region, reference, start + alignment)
        expectAccess(SIMD32<UInt8>.self, region, reference, start + alignment)
      }
    }
    for count in Array(1...32) + [63, 64, 65, 511, page - 1, page, page + 1] {
      for offset in [0, 1, 7, page - 3] {
        region.fill(.byte(0xee))
        memcpy(region.base + offset, Pattern.bytes(count, seed: 1).baseAddress!, count)
        expect(region[at: offset, count: count], holds: .pattern(seed: 1), "memcpy of \(count) to \(offset)")
        expect(region[..<offset], holds: .byte(0xee), "before memcpy of \(count) to \(offset)")
        expect(region[(offset + count)...], holds: .byte(0xee), "behind memcpy of \(count) to \(offset)")
        memcpy(reference.base, region.base + offset, count)
        expect(reference[..<count], holds: .pattern(seed: 1), "memcpy of \(count) from \(offset)")
        memmove(region.base + offset + 1, region.base + offset, count)
        expect(
          region[at: offset + 1, count: count], holds: .pattern(seed: 1), "memmove of \(count) by a byte")
        memset(region.base + offset, 0x5a, count)
        expect(region[at: offset, count: count], holds: .byte(0x5a), "memset of \(count) at \(offset)")
      }
    }
    // The kernel's accesses on the program's behalf, at odd addresses.
    let file = try FileDescriptor.open("/proc/self/exe", .readOnly)
    defer { try? file.close() }
    let count = 2 * page + 5
    #expect(try file.read(fromAbsoluteOffset: 0, into: region[at: 3, count: count]) == count)
    #expect(try file.read(fromAbsoluteOffset: 0, into: reference[at: 0, count: count]) == count)
    expect(region[at: 3, count: count], holds: .bytes(.init(reference[..<count])), "read(2) into the region")
    let pipe = try FileDescriptor.pipe()
    defer { for end in [pipe.readEnd, pipe.writeEnd] { try? end.close() } }
    region.fill(.pattern(seed: 2))
    #expect(try pipe.writeEnd.write(.init(region[at: 5, count: page])) == page)
    #expect(try pipe.readEnd.read(into: reference[..<page]) == page)
    expect(reference[..<page], holds: .bytes(.init(region[at: 5, count: page])), "write(2) from the region")
    // What the processor wrote last is what the device gets.
    let looped = min(region.count, 64 << 10)
    expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopOut, region, count: looped)), looped)
    let back = fixture.buffer(looped)
    expectDone(try fixture.submitAndReap(fixture.urb(fixture.loopIn, back, count: back.count)), back.count)
    expect(back, holds: .pattern(seed: 2), "what the device got")
  }

  private func expectAccess<T: Equatable>(_: T.Type, _ region: Region, _ reference: Buffer, _ offset: Int) {
    let size = MemoryLayout<T>.size
    let end = offset + size + 8
    reference[..<end].fill(.pattern(seed: 5))
    let value = reference.bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
    region[..<end].fill(.byte(0xee))
    region.bytes.storeBytes(of: value, toByteOffset: offset, as: T.self)
    #expect(
      region.bytes.loadUnaligned(fromByteOffset: offset, as: T.self) == value, "\(size) bytes at \(offset)")
    expect(
      region[at: offset, count: size], holds: .bytes(.init(reference[at: offset, count: size])),
      "\(size) bytes stored at \(offset)")
    expect(region[(offset + size)..<end], holds: .byte(0xee), "behind \(size) bytes stored at \(offset)")
  }

  @Test func `USE-2: how fast the processor reads and writes a region`() throws {
    let size = 1 << 20
    let region = try fixture.map(size)
    let buffers = [fixture.buffer(size), fixture.buffer(size)]
    for buffer in buffers { buffer.fill(.pattern(seed: 1)) }
    func microseconds(_ body: () -> Void) -> Int {
      var best = Int.max
      for _ in 0..<5 {
        let start = ContinuousClock.now
        body()
        let elapsed = (ContinuousClock.now - start).components
        best = min(best, Int(elapsed.seconds) * 1_000_000 + Int(elapsed.attoseconds / 1_000_000_000_000))
      }
      return max(1, best)
    }
    func tell(_ what: String, _ body: (UnsafeMutableRawPointer) -> Void) {
      let inRegion = microseconds { body(region.base) }
      let ordinary = microseconds { body(buffers[0].base) }
      let ratio = (Double(inRegion) / Double(ordinary) * 10).rounded() / 10
      measured("\(what): \(inRegion) us a MiB in a region, \(ordinary) us in ordinary memory, ratio \(ratio)")
    }
    var sum: UInt64 = 0
    tell("read by the byte") { base in
      for offset in 0..<size { sum &+= UInt64(base.load(fromByteOffset: offset, as: UInt8.self)) }
    }
    tell("written by the byte") { base in
      for offset in 0..<size {
        base.storeBytes(of: UInt8(truncatingIfNeeded: offset), toByteOffset: offset, as: UInt8.self)
      }
    }
    tell("memcpy from it") { memcpy(buffers[1].base, $0, size) }
    tell("memcpy to it") { memcpy($0, buffers[1].base, size) }
    withExtendedLifetime(sum) {}
  }

  @Test func `USE-3: what other users of memory do with a region`() throws {
    // Scattered behind an IOMMU.
    let region = try fixture.map(16 * page)
    region.fill(.pattern(seed: 1))
    let data = fixture.buffer(page)
    func tell(_ what: String, _ result: Int) {
      let error = errno
      let isRight = data.holds(.bytes(.init(region[..<page])))
      measured(
        "\(what): "
          + (result < 0 ? "\(Errno(rawValue: error))" : "\(result) bytes, \(isRight ? "right" : "wrong")"))
      data.fill(.byte(0))
    }
    var local = iovec(iov_base: data.base, iov_len: page)
    var remote = iovec(iov_base: region.base, iov_len: page)
    tell("process_vm_readv", cusbfs_process_vm_readv(getpid(), &local, &remote))
    let memory = open("/proc/self/mem", O_RDONLY)
    tell("/proc/self/mem", pread(memory, data.base, page, off_t(Int(bitPattern: region.base))))
    close(memory)
    let pipe = try FileDescriptor.pipe()
    defer { for end in [pipe.readEnd, pipe.writeEnd] { try? end.close() } }
    let spliced = cusbfs_vmsplice(pipe.writeEnd.rawValue, &remote)
    if spliced > 0 { _ = try pipe.readEnd.read(into: data.bytes) }
    tell("vmsplice", spliced)
    var isThere: CInt = 0
    let registered = cusbfs_register_fixed_buffer(region.base, region.count, &isThere)
    if isThere == 0 {
      unreached("io_uring: \(Errno(rawValue: -registered))")
    } else {
      measured(
        "io_uring's fixed buffers: " + (registered == 0 ? "accepted" : "\(Errno(rawValue: -registered))"))
    }

    // In a child: what a kernel takes away here, it takes from that alone. The region's memory is the parent's, too.
    let expected = Pattern.bytes(region.count, seed: 1)
    for (name, advice) in [("MADV_DONTFORK", CInt(10)), ("MADV_DONTNEED", CInt(4)), ("MADV_FREE", CInt(8))] {
      let child = try ForkedProcess { step in
        if madvise(region.base, region.count, advice) != 0 { return errno }
        step.done()
        // A signal ends the child here, where the page is no more.
        return memcmp(region.base, expected.baseAddress!, region.count) == 0
          ? 254 : 255
      }
      switch try child.status() {
      case 254: measured("\(name): accepted, the region is as it was")
      case 255: measured("\(name): accepted, the region changed")
      case -1: measured("\(name): accepted, and the next access is a signal")
      case let error: measured("\(name): \(Errno(rawValue: error))")
      }
      expect(region, holds: .pattern(seed: 1), "the region after a child's \(name)")
    }
  }
}
