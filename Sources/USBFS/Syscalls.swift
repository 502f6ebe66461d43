import CUSBFS
import Glibc
import SystemPackage

/// All system calls of this module; none is made elsewhere.
enum Syscalls {
  @discardableResult
  static func ioctl(_ fd: FileDescriptor, _ request: UInt, pointer: UnsafeMutableRawPointer?) throws(Errno)
    -> Int32
  {
    try check(cusbfs_ioctl(fd.rawValue, request, pointer))
  }

  @discardableResult
  static func ioctl<T>(_ fd: FileDescriptor, _ request: UInt, _ argument: inout T) throws(Errno) -> Int32 {
    try check(withUnsafeMutablePointer(to: &argument) { cusbfs_ioctl(fd.rawValue, request, $0) })
  }

  static func ioctl32(_ fd: FileDescriptor, _ request: UInt, _ argument: UInt32) throws(Errno) -> Int32 {
    try check(cusbfs_ioctl32(fd.rawValue, request, argument))
  }

  static func mmap(
    at address: UnsafeMutableRawPointer?, _ length: Int, _ protection: Protection, _ flags: MapFlags,
    _ fd: FileDescriptor, _ offset: Int
  ) throws(Errno) -> UnsafeMutableRawPointer {
    try pointer(
      cusbfs_mmap(address, length, protection.rawValue, flags.rawValue, fd.rawValue, off_t(offset)))
  }

  static func mremap(
    _ address: UnsafeMutableRawPointer, _ oldLength: Int, _ length: Int, to: UnsafeMutableRawPointer?
  ) throws(Errno) -> UnsafeMutableRawPointer {
    try pointer(cusbfs_mremap(address, oldLength, length, to))
  }

  static func munmap(_ address: UnsafeMutableRawPointer, _ length: Int) throws(Errno) {
    try check(Glibc.munmap(address, length) == 0 ? 0 : -errno)
  }

  static func poll(_ fd: FileDescriptor, milliseconds: Int32) throws(Errno) -> Int16 {
    var descriptor = pollfd(fd: fd.rawValue, events: Int16(POLLOUT), revents: 0)
    try check(Glibc.poll(&descriptor, 1, milliseconds) >= 0 ? 0 : -errno)
    return descriptor.revents
  }

  @discardableResult
  private static func check(_ result: Int32) throws(Errno) -> Int32 {
    if result < 0 { throw Errno(rawValue: -result) }
    return result
  }

  private static func pointer(_ result: Int) throws(Errno) -> UnsafeMutableRawPointer {
    if result < 0, result > -4096 { throw Errno(rawValue: CInt(-result)) }
    return UnsafeMutableRawPointer(bitPattern: result)!
  }
}
