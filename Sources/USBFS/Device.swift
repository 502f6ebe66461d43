import CUSBFS
import Glibc
import Synchronization
import SystemPackage

/// An open usbfs node.
///
/// A thin layer: every method is one system call, and every error of the kernel's is thrown as it came, EINTR and
/// EBADF included. The node is closed with the last reference to this object.
package final class Device: Sendable {
  private let descriptor: Mutex<FileDescriptor?>
  /// URBs that were submitted and not reaped, by address: the kernel writes to their memory, so it must stay allocated.
  private let inFlight = Mutex<[UInt: URB]>([:])

  /// Opens a node such as /dev/bus/usb/001/002.
  ///
  /// The corresponding C function is `open`.
  package init(_ path: FilePath, _ mode: FileDescriptor.AccessMode = .readWrite) throws(Errno) {
    do {
      descriptor = Mutex(try FileDescriptor.open(path, mode, options: [.closeOnExec]))
    } catch {
      throw error as! Errno
    }
  }

  deinit { try? close() }

  /// The node's file descriptor, or -1 once it is closed, so that calls then give EBADF.
  package var fileDescriptor: FileDescriptor { descriptor.withLock { $0 } ?? FileDescriptor(rawValue: -1) }

  /// Closes the node. The kernel cancels URBs that are in flight. The corresponding C function is `close`.
  package func close() throws(Errno) {
    guard let open = descriptor.withLock({ $0.take() }) else { return }
    defer { inFlight.withLock { $0.removeAll() } }
    do { try open.close() } catch { throw error as! Errno }
  }

  /// Reads the device descriptor and the descriptors of all configurations. The corresponding C function is `pread`.
  package func descriptors() throws(Errno) -> [UInt8] {
    do {
      return try [UInt8](unsafeUninitializedCapacity: 16384) { buffer, count in
        count = try fileDescriptor.read(fromAbsoluteOffset: 0, into: UnsafeMutableRawBufferPointer(buffer))
      }
    } catch {
      throw error as! Errno
    }
  }

  /// Reads the capability bits. The corresponding C request is `USBDEVFS_GET_CAPABILITIES`.
  package func capabilities() throws(Errno) -> Capabilities {
    var value: UInt32 = 0
    try call(CUSBFS_GET_CAPABILITIES, &value)
    return Capabilities(rawValue: value)
  }

  /// Claims an interface. The corresponding C request is `USBDEVFS_CLAIMINTERFACE`.
  package func claim(interface: Int) throws(Errno) {
    var number = UInt32(interface)
    try call(CUSBFS_CLAIMINTERFACE, &number)
  }

  /// Releases a claimed interface. The corresponding C request is `USBDEVFS_RELEASEINTERFACE`.
  package func release(interface: Int) throws(Errno) {
    var number = UInt32(interface)
    try call(CUSBFS_RELEASEINTERFACE, &number)
  }

  /// Chooses an alternate setting of an interface. The corresponding C request is `USBDEVFS_SETINTERFACE`.
  package func setInterface(_ interface: Int, alternate: Int) throws(Errno) {
    var setting = usbdevfs_setinterface(interface: UInt32(interface), altsetting: UInt32(alternate))
    try call(CUSBFS_SETINTERFACE, &setting)
  }

  /// Gives bulk endpoints of one interface streams, numbered from 1, and returns how many. The corresponding C request is
  /// `USBDEVFS_ALLOC_STREAMS`.
  package func allocateStreams(_ count: Int, _ endpoints: [UInt8]) throws(Errno) -> Int {
    try streams(CUSBFS_ALLOC_STREAMS, count, endpoints)
  }

  /// Takes the streams of bulk endpoints away. The corresponding C request is `USBDEVFS_FREE_STREAMS`.
  package func freeStreams(_ endpoints: [UInt8]) throws(Errno) {
    _ = try streams(CUSBFS_FREE_STREAMS, 0, endpoints)
  }

  private func streams(_ request: UInt, _ count: Int, _ endpoints: [UInt8]) throws(Errno) -> Int {
    let header = MemoryLayout<usbdevfs_streams>.size
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: header + endpoints.count, alignment: MemoryLayout<usbdevfs_streams>.alignment)
    defer { memory.deallocate() }
    memory.storeBytes(
      of: UInt32(count), toByteOffset: MemoryLayout<usbdevfs_streams>.offset(of: \.num_streams)!,
      as: UInt32.self)
    memory.storeBytes(
      of: UInt32(endpoints.count), toByteOffset: MemoryLayout<usbdevfs_streams>.offset(of: \.num_eps)!,
      as: UInt32.self)
    for (index, endpoint) in endpoints.enumerated() { memory[header + index] = endpoint }
    return Int(try Syscalls.ioctl(fileDescriptor, request, pointer: memory.baseAddress))
  }

  /// Chooses a configuration; EBUSY while an interface is claimed. The corresponding C request is
  /// `USBDEVFS_SETCONFIGURATION`.
  package func setConfiguration(_ value: Int) throws(Errno) {
    var number = UInt32(value)
    try call(CUSBFS_SETCONFIGURATION, &number)
  }

  /// Resets the device; all descriptors lose their claims on it. The corresponding C request is `USBDEVFS_RESET`.
  package func reset() throws(Errno) { try Syscalls.ioctl(fileDescriptor, CUSBFS_RESET, pointer: nil) }

  /// Resets the host's state of an endpoint. The corresponding C request is `USBDEVFS_RESETEP`.
  package func resetEndpoint(_ endpoint: UInt8) throws(Errno) {
    var number = UInt32(endpoint)
    try call(CUSBFS_RESETEP, &number)
  }

  /// Ends the halt of an endpoint. The corresponding C request is `USBDEVFS_CLEAR_HALT`.
  package func clearHalt(_ endpoint: UInt8) throws(Errno) {
    var number = UInt32(endpoint)
    try call(CUSBFS_CLEAR_HALT, &number)
  }

  /// Claims an interface, whoever has it. The corresponding C request is `USBDEVFS_DISCONNECT_CLAIM`.
  package func takeOver(interface: Int) throws(Errno) {
    var request = usbdevfs_disconnect_claim()
    request.interface = UInt32(interface)
    try call(CUSBFS_DISCONNECT_CLAIM, &request)
  }

  /// Gives up the right to take interfaces from drivers, or from other descriptors, for good; `interfaces` has a bit for
  /// each that may still be claimed. The corresponding C request is `USBDEVFS_DROP_PRIVILEGES`.
  package func dropPrivileges(interfaces: UInt32) throws(Errno) {
    var mask = interfaces
    try call(CUSBFS_DROP_PRIVILEGES, &mask)
  }

  /// Reads where the device is. The corresponding C request is `USBDEVFS_CONNINFO_EX`.
  package func connection() throws(Errno) -> (bus: Int, address: Int) {
    var info = usbdevfs_conninfo_ex()
    try call(CUSBFS_CONNINFO_EX, &info)
    return (Int(info.busnum), Int(info.devnum))
  }

  /// Allows the kernel to suspend the device although it is open. The corresponding C request is
  /// `USBDEVFS_ALLOW_SUSPEND`.
  package func allowSuspend() throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_ALLOW_SUSPEND, pointer: nil)
  }

  /// Resumes the device and keeps it from being suspended. The corresponding C request is `USBDEVFS_FORBID_SUSPEND`.
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
  ///   - count: The length in bytes; 0 is handed to the kernel as it is.
  ///   - offset: The offset in bytes, a multiple of the page size.
  ///   - address: The address to map at, with `.fixed`.
  package func map(
    _ count: Int, _ protection: Protection = .readWrite, _ flags: MapFlags = .shared, offset: Int = 0,
    at address: UnsafeMutableRawPointer? = nil
  ) throws(Errno) -> Region {
    Region(
      base: try Syscalls.mmap(at: address, count, protection, flags, fileDescriptor, offset), count: count)
  }

  /// Submits an URB. The corresponding C request is `USBDEVFS_SUBMITURB`.
  package func submit(_ urb: URB) throws(Errno) {
    // Entered before the call: the URB may complete and be reaped by another thread before the call returns.
    let key = UInt(bitPattern: urb.address)
    let wasInFlight = inFlight.withLock { $0.updateValue(urb, forKey: key) != nil }
    do {
      try Syscalls.ioctl(fileDescriptor, CUSBFS_SUBMITURB, pointer: urb.address)
    } catch {
      if !wasInFlight { _ = inFlight.withLock { $0.removeValue(forKey: key) } }
      throw error
    }
  }

  /// Reaps an URB, waiting until one completes. The corresponding C request is `USBDEVFS_REAPURB`.
  package func reap() throws(Errno) -> URB { try reap(CUSBFS_REAPURB) }

  /// Reaps an URB without waiting; EAGAIN if none has completed. The corresponding C request is
  /// `USBDEVFS_REAPURBNDELAY`.
  package func reapNow() throws(Errno) -> URB { try reap(CUSBFS_REAPURBNDELAY) }

  /// Reaps an URB without waiting, and has the kernel write its address to `slot`, which may be any memory, also one
  /// that cannot be written. The corresponding C request is `USBDEVFS_REAPURBNDELAY`.
  package func reapNow(into slot: UnsafeMutableRawPointer) throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_REAPURBNDELAY, pointer: slot)
  }

  private func reap(_ request: UInt) throws(Errno) -> URB {
    var address: UInt = 0
    try call(request, &address)
    guard let urb = inFlight.withLock({ $0.removeValue(forKey: address) }) else {
      // The kernel gave the address of an URB that was never submitted here.
      throw .badAddress
    }
    return urb
  }

  /// Discards an URB, which is reaped afterwards; EINVAL if it is not in flight. The corresponding C request is
  /// `USBDEVFS_DISCARDURB`.
  package func discard(_ urb: URB) throws(Errno) {
    try Syscalls.ioctl(fileDescriptor, CUSBFS_DISCARDURB, pointer: urb.address)
  }

  /// Waits until an URB can be reaped or the device is gone, and returns false if neither happened in time. A negative
  /// time waits for ever. The corresponding C function is `poll`.
  package func poll(milliseconds: Int32 = -1) throws(Errno) -> Bool {
    try !events(milliseconds: milliseconds).isEmpty
  }

  /// Waits as `poll` does, and returns what it says. The corresponding C function is `poll`.
  package func events(milliseconds: Int32 = 0) throws(Errno) -> PollEvents {
    PollEvents(rawValue: try Syscalls.poll(fileDescriptor, milliseconds: milliseconds))
  }

  /// Chooses a signal for when the device goes; `context` comes with it. The corresponding C request is
  /// `USBDEVFS_DISCSIGNAL`.
  package func setDisconnectSignal(_ signal: CInt, context: UInt) throws(Errno) {
    var request = usbdevfs_disconnectsignal(
      signr: UInt32(signal), context: UnsafeMutableRawPointer(bitPattern: context))
    try call(CUSBFS_DISCSIGNAL, &request)
  }

  /// Makes a synchronous control transfer and returns the number of bytes transferred. The corresponding C request is
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

  /// Makes a synchronous bulk or interrupt transfer and returns the number of bytes transferred. The corresponding C
  /// request is
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
  /// Whether this program can use the system call entry of 32-bit programs.
  package static let has32BitEntry = cusbfs_has_int80() != 0

  /// Submits an URB through the system call entry of 32-bit programs; `urb` lies below 4 GiB. The corresponding C
  /// request is
  /// `USBDEVFS_SUBMITURB32`. Throws ENOSYS on an architecture where this program has no such entry.
  package func submit32(_ urb: UnsafeMutablePointer<cusbfs_urb32>) throws(Errno) {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_SUBMITURB32, UInt32(UInt(bitPattern: urb)))
  }

  /// Discards an URB through the system call entry of 32-bit programs. The corresponding C request is
  /// `USBDEVFS_DISCARDURB`.
  package func discard32(_ urb: UnsafeMutablePointer<cusbfs_urb32>) throws(Errno) {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_DISCARDURB, UInt32(UInt(bitPattern: urb)))
  }

  /// Reaps an URB through the system call entry of 32-bit programs, and returns the address that the kernel wrote to
  /// `slot`, which lies below 4 GiB. The corresponding C request is `USBDEVFS_REAPURB32`.
  package func reap32(_ slot: UnsafeMutablePointer<UInt32>) throws(Errno) -> UInt32 {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_REAPURB32, UInt32(UInt(bitPattern: slot)))
    return slot.pointee
  }

  /// Reaps an URB through the system call entry of 32-bit programs if one has completed; EAGAIN otherwise. The
  /// corresponding C request is `USBDEVFS_REAPURBNDELAY32`.
  package func reapNow32(_ slot: UnsafeMutablePointer<UInt32>) throws(Errno) -> UInt32 {
    _ = try Syscalls.ioctl32(fileDescriptor, CUSBFS_REAPURBNDELAY32, UInt32(UInt(bitPattern: slot)))
    return slot.pointee
  }
}
