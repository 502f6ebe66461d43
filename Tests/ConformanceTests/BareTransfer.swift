import CUSBFS
import Glibc
import Rig
import USBFS

/// A bulk IN of a known pattern from the loopback, made by nothing but loads, stores and system calls, as a forked child
/// must.
struct BareTransfer {
  /// What came of it, also a child's exit status.
  enum Outcome: CInt {
    case zeroCopy, copied, wrongData, refusedMapping, dirtyMapping, noDescriptor, refusedClaim,
      refusedSubmission
    case refusedFeed, neverCompleted, refusedReap
  }

  private let urb = UnsafeMutablePointer<usbdevfs_urb>.allocate(capacity: 1)
  private let feed = UnsafeMutablePointer<usbdevfs_bulktransfer>.allocate(capacity: 1)
  private let expected: UnsafeRawBufferPointer
  private let endpoint: UInt8
  private let interface: UInt32

  /// Made before the fork. The loopback's queues are empty by then.
  init(_ fixture: Fixture, count: Int = Kernel.pageSize, seed: UInt64) {
    expected = Pattern.bytes(count, seed: seed)
    endpoint = fixture.loopIn
    interface = UInt32(fixture.rig.loopback.number)
    feed.initialize(
      to: usbdevfs_bulktransfer(
        ep: UInt32(fixture.loopOut), len: UInt32(count), timeout: UInt32(Fixture.timeout),
        data: UnsafeMutableRawPointer(mutating: expected.baseAddress)))
  }

  /// Maps a region of whole pages through a descriptor.
  func map(_ fd: CInt) -> UnsafeMutableRawPointer? {
    let address = cusbfs_mmap(nil, expected.count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
    return address < 0 && address > -4096 ? nil : UnsafeMutableRawPointer(bitPattern: address)
  }

  /// Claims the loopback's interface.
  func claim(_ fd: CInt) -> Bool {
    var number = interface
    return cusbfs_ioctl(fd, CUSBFS_CLAIMINTERFACE, &number) == 0
  }

  /// Maps a region, expects zeroes in it, and runs the transfer into it.
  func runInNewRegion(_ fd: CInt) -> Outcome {
    guard let base = map(fd) else { return .refusedMapping }
    for offset in 0..<expected.count where base.load(fromByteOffset: offset, as: UInt8.self) != 0 {
      return .dirtyMapping
    }
    return run(fd, into: base)
  }

  /// Runs the transfer into memory of its size, through a descriptor that has the loopback's interface.
  func run(_ fd: CInt, into memory: UnsafeMutableRawPointer) -> Outcome {
    memset(memory, 0xee, expected.count)
    urb.initialize(to: usbdevfs_urb())
    urb.pointee.type = TransferType.bulk.rawValue
    urb.pointee.endpoint = endpoint
    urb.pointee.buffer = memory
    urb.pointee.buffer_length = CInt(expected.count)
    guard cusbfs_ioctl(fd, CUSBFS_SUBMITURB, urb) == 0 else { return .refusedSubmission }
    guard cusbfs_ioctl(fd, CUSBFS_BULK, feed) == expected.count else { return .refusedFeed }
    var ready = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
    guard poll(&ready, 1, Fixture.timeout) == 1 else { return .neverCompleted }
    let isEarly =
      memory.load(as: UInt8.self) != 0xee || memory.load(fromByteOffset: 1, as: UInt8.self) != 0xee
    var reaped: UnsafeMutableRawPointer?
    guard cusbfs_ioctl(fd, CUSBFS_REAPURB, &reaped) == 0, reaped == UnsafeMutableRawPointer(urb) else {
      return .refusedReap
    }
    guard urb.pointee.status == 0, memcmp(memory, expected.baseAddress!, expected.count) == 0 else {
      return .wrongData
    }
    return isEarly ? .zeroCopy : .copied
  }
}
