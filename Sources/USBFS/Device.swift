import CUSBFS
import Glibc
import Synchronization
import SystemPackage

/// An open usbfs node.
///
/// A thin layer: every call is one system call, and every error the kernel gives is thrown as it came, EINTR and
/// EBADF included. Dropping the last reference closes the node.
package final class Device: Sendable {
  private let descriptor: Mutex<FileDescriptor?>
  /// URBs that the kernel has: their memory must not go away under it.
  private let inFlight = Mutex<[UInt: URB]>([:])

  /// Opens a node such as /dev/bus/usb/001/002. The corresponding C function is `open`.
  package init(_ path: FilePath, _ mode: FileDescriptor.AccessMode = .readWrite) throws(Errno) {
    do {
      descriptor = Mutex(try FileDescriptor.open(path, mode, options: [.closeOnExec]))
    } catch {
      throw error as! Errno
    }
  }

  deinit { try? close() }

  /// The node's descriptor, or -1 once closed, so that calls then give EBADF.
  package var fileDescriptor: FileDescriptor { descriptor.withLock { $0 } ?? FileDescriptor(rawValue: -1) }

  /// Closes the node; URBs in flight are cancelled by the kernel. The corresponding C function is `close`.
  package func close() throws(Errno) {
    guard let open = descriptor.withLock({ $0.take() }) else { return }
    defer { inFlight.withLock { $0.removeAll() } }
    do { try open.close() } catch { throw error as! Errno }
  }

  /// The device descriptor and all configurations. The corresponding C function is `pread`.
  package func descriptors() throws(Errno) -> [UInt8] {
    do {
      return try [UInt8](unsafeUninitializedCapacity: 16384) { buffer, count in
        count = try fileDescriptor.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw error as! Errno
    }
  }

  /// The corresponding C request is `USBDEVFS_GET_CAPABILITIES`.
  package func capabilities() throws(Errno) -> Capabilities {
    var value: UInt32 = 0
    try call(CUSBFS_GET_CAPABILITIES, &value)
    return Capabilities(rawValue: value)
  }

  /// The corresponding C request is `USBDEVFS_CLAIMINTERFACE`.
  package func claim(interface: Int) throws(Errno) {
    var number = UInt32(interface)
    try call(CUSBFS_CLAIMINTERFACE, &number)
  }

  /// The corresponding C request is `USBDEVFS_RELEASEINTERFACE`.
  package func release(interface: Int) throws(Errno) {
    var number = UInt32(interface)
    try call(CUSBFS_RELEASEINTERFACE, &number)
  }

  /// The corresponding C request is `USBDEVFS_SETINTERFACE`.
  package func setInterface(_ interface: Int, alternate: Int) throws(Errno) {
    var setting = usbdevfs_setinterface(interface: UInt32(interface), altsetting: UInt32(alternate))
    try call(CUSBFS_SETINTERFACE, &setting)
  }

  /// Lets the kernel suspend the device although it is open. The corresponding C request is
  /// `USBDEVFS_ALLOW_SUSPEND`.
  package func allowSuspend() throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_ALLOW_SUSPEND, pointer: nil)
  }

  /// Resumes the device and keeps it so. The corresponding C request is `USBDEVFS_FORBID_SUSPEND`.
  package func forbidSuspend() throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_FORBID_SUSPEND, pointer: nil)
  }

  @discardableResult
  private func call<T>(_ request: UInt, _ argument: inout T) throws(Errno) -> Int {
    try Int(Syscalls.ioctl(fileDescriptor, request, &argument))
  }
}

extension Device {
  /// Maps a region. The corresponding C function is `mmap`.
  /// - Parameters:
  ///   - count: Bytes; 0 is handed to the kernel as it is.
  ///   - offset: Bytes, a multiple of the page size.
  ///   - address: Where, with `.fixed`.
  package func map(
    _ count: Int, _ protection: Protection = .readWrite, _ flags: MapFlags = .shared, offset: Int = 0,
    at address: UnsafeMutableRawPointer? = nil
  ) throws(Errno) -> Region {
    Region(
      base: try Syscalls.mmap(at: address, count, protection, flags, fileDescriptor, offset), count: count)
  }

  /// Queues an URB. The corresponding C request is `USBDEVFS_SUBMITURB`.
  package func submit(_ urb: URB) throws(Errno) {
    // Known before the call: it may complete and be reaped by another thread before the call returns.
    let key = UInt(bitPattern: urb.address)
    let wasInFlight = inFlight.withLock { $0.updateValue(urb, forKey: key) != nil }
    do {
      try Syscalls.ioctl(fileDescriptor, CUSBFS_SUBMITURB, pointer: urb.address)
    } catch {
      if !wasInFlight { _ = inFlight.withLock { $0.removeValue(forKey: key) } }
      throw error
    }
  }

  /// Waits for an URB to complete and takes it. The corresponding C request is `USBDEVFS_REAPURB`.
  package func reap() throws(Errno) -> URB { try reap(CUSBFS_REAPURB) }

  /// Takes a completed URB; EAGAIN if there is none. The corresponding C request is `USBDEVFS_REAPURBNDELAY`.
  package func reapNow() throws(Errno) -> URB { try reap(CUSBFS_REAPURBNDELAY) }

  /// Takes a completed URB and has its address written to `slot`, of whatever memory that is. The corresponding C
  /// request is `USBDEVFS_REAPURBNDELAY`.
  package func reapNow(into slot: UnsafeMutableRawPointer) throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_REAPURBNDELAY, pointer: slot)
  }

  private func reap(_ request: UInt) throws(Errno) -> URB {
    var address: UInt = 0
    try call(request, &address)
    guard let urb = inFlight.withLock({ $0.removeValue(forKey: address) }) else {
      // The kernel gave an URB that this descriptor never submitted.
      throw .badAddress
    }
    return urb
  }

  /// Cancels an URB; it is reaped afterwards. EINVAL if it is not in flight. The corresponding C request is
  /// `USBDEVFS_DISCARDURB`.
  package func discard(_ urb: URB) throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_DISCARDURB, pointer: urb.address)
  }

  /// Waits until an URB can be reaped, or the device is gone. Gives false if neither happened in time; a negative
  /// time waits for ever. The corresponding C function is `poll`.
  package func poll(milliseconds: Int32 = -1) throws(Errno) -> Bool {
    try Syscalls.poll(fileDescriptor, milliseconds: milliseconds) != 0
  }

  /// A control transfer that waits. Gives the number of bytes transferred. The corresponding C request is
  /// `USBDEVFS_CONTROL`.
  package func control(
    requestType: UInt8, request: UInt8, value: UInt16 = 0, index: UInt16 = 0,
    data: UnsafeMutableRawBufferPointer = .init(start: nil, count: 0), milliseconds: UInt32 = 0
  ) throws(Errno) -> Int {
    var transfer = usbdevfs_ctrltransfer(
      bRequestType: requestType, bRequest: request, wValue: value, wIndex: index, wLength: UInt16(data.count),
      timeout: milliseconds, data: data.baseAddress)
    return try call(CUSBFS_CONTROL, &transfer)
  }

  /// A bulk or interrupt transfer that waits. Gives the number of bytes transferred. The corresponding C request is
  /// `USBDEVFS_BULK`.
  package func bulk(endpoint: UInt8, _ data: UnsafeMutableRawBufferPointer, milliseconds: UInt32 = 0)
    throws(Errno) -> Int
  {
    var transfer = usbdevfs_bulktransfer(
      ep: UInt32(endpoint), len: UInt32(data.count), timeout: milliseconds, data: data.baseAddress)
    return try call(CUSBFS_BULK, &transfer)
  }
}

extension Device {
  /// Queues an URB through the entry of 32-bit programs; `urb` lies below 4 GiB. The corresponding C request is
  /// `USBDEVFS_SUBMITURB32`. Throws ENOSYS where this program cannot enter the kernel so.
  package func submit32(_ urb: UnsafeMutablePointer<cusbfs_urb32>) throws(Errno) {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_SUBMITURB32, UInt32(UInt(bitPattern: urb)))
  }

  /// Takes an URB back through the entry of 32-bit programs. The corresponding C request is `USBDEVFS_DISCARDURB`.
  package func discard32(_ urb: UnsafeMutablePointer<cusbfs_urb32>) throws(Errno) {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_DISCARDURB, UInt32(UInt(bitPattern: urb)))
  }

  /// Reaps through the entry of 32-bit programs; gives the URB's address, written to `slot`, which lies below
  /// 4 GiB. The corresponding C request is `USBDEVFS_REAPURB32`.
  package func reap32(_ slot: UnsafeMutablePointer<UInt32>) throws(Errno) -> UInt32 {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_REAPURB32, UInt32(UInt(bitPattern: slot)))
    return slot.pointee
  }
}
