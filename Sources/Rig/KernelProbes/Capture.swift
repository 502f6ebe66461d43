import CUSBFS
import Glibc
import SystemPackage
import USBFS

/// Capture of a bus by usbmon.
///
/// The kernel's own ring keeps it, so that a clause that passes costs nothing; what does not fit is lost, the
/// newest first. The corresponding interface is Documentation/usb/usbmon.rst, "Raw binary format".
package final class Capture: Sendable {
  private let usbmon: FileDescriptor
  private static let ringSize: UInt = 1 << 20
  /// The magic number, version 2.4, the longest packet, and LINKTYPE_USB_LINUX_MMAPPED.
  private static let header: [UInt32] = [0xa1b2_c3d4, 0x0004_0002, 0, 0, 1 << 18, 220]

  /// Begins a capture; nil without usbmon or the right to use it.
  package init?(bus: Int) {
    guard
      let usbmon = try? FileDescriptor.open(
        FilePath("/dev/usbmon\(bus)"), .readOnly, options: [.nonBlocking, .closeOnExec])
    else { return nil }
    self.usbmon = usbmon
    _ = cusbfs_ioctl_value(usbmon.rawValue, CUSBFS_MON_RING_SIZE, Self.ringSize)
  }

  deinit { try? usbmon.close() }

  /// A capture file in pcap format that Wireshark opens: all events since the last call or the beginning.
  package func pcap() -> [UInt8] {
    Self.header.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) } + records()
  }

  /// Writes a capture file as the events come, for as long as the program lives: for a kernel that may not.
  package func stream(to path: String) {
    guard let file = try? FileDescriptor.open(FilePath(path), .writeOnly) else { return }
    Threads.start {
      _ = try? file.writeAll(self.pcap())
      var events = pollfd(fd: self.usbmon.rawValue, events: Int16(POLLIN), revents: 0)
      while poll(&events, 1, -1) >= 0 || errno == EINTR { _ = try? file.writeAll(self.records()) }
    }
  }

  private func records() -> [UInt8] {
    var file: [UInt8] = []
    func append(_ value: some FixedWidthInteger) { withUnsafeBytes(of: value.littleEndian) { file += $0 } }
    let data = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(Self.ringSize), alignment: 8)
    defer { data.deallocate() }
    var event = cusbfs_mon_header()
    while true {
      let got = withUnsafeMutablePointer(to: &event) { header in
        var get = cusbfs_mon_get(header: header, data: data.baseAddress, allocated: data.count)
        return cusbfs_ioctl(usbmon.rawValue, CUSBFS_MON_GET, &get)
      }
      if got < 0 { return file }
      let captured = min(Int(event.captured_length), data.count)
      append(UInt32(truncatingIfNeeded: event.seconds))
      append(UInt32(bitPattern: event.microseconds))
      append(UInt32(MemoryLayout<cusbfs_mon_header>.size + captured))
      append(UInt32(MemoryLayout<cusbfs_mon_header>.size + max(captured, Int(event.urb_length))))
      withUnsafeBytes(of: &event) { file += $0 }
      file += data[..<captured]
    }
  }
}
