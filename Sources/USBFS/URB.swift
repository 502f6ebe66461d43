import CUSBFS
import SystemPackage

/// A request to transfer data, at an address that stays: the kernel names a completed URB by it.
///
/// The corresponding C structure is `struct usbdevfs_urb`.
package final class URB: @unchecked Sendable {
  /// A packet of an isochronous URB.
  package struct Packet: Sendable, Hashable {
    /// Bytes asked for, 0 to 98304.
    package var length: UInt32
    /// Bytes that came or went.
    package var actualLength: UInt32 = 0
    /// 0, or a negated errno.
    package var status: Int32 = 0

    /// A packet that asks for so many bytes.
    package init(length: Int) { self.length = UInt32(length) }
  }

  let raw: UnsafeMutablePointer<usbdevfs_urb>
  private let packetCount: Int
  private let isOwnStorage: Bool
  /// Keeps the memory that the URB points to.
  private let owner: AnyObject?

  /// Any values may be given; the kernel judges them when the URB is submitted.
  /// - Parameters:
  ///   - endpoint: The address, bit 7 set for IN.
  ///   - length: The value of `buffer_length`, in bytes.
  ///   - packets: The packets of an isochronous URB.
  ///   - owner: What must stay alive as long as the URB: the region of its buffer.
  ///   - place: Where the structure lies, in memory that outlives it, on processors that allow it at any multiple of
  ///     4; nil for memory of its own.
  package init(
    _ type: TransferType, endpoint: UInt8, buffer: UnsafeMutableRawPointer?, length: Int32,
    flags: URBFlags = [],
    packets: [Packet] = [], owner: AnyObject? = nil, at place: UnsafeMutableRawPointer? = nil
  ) {
    let size = MemoryLayout<usbdevfs_urb>.size + packets.count * MemoryLayout<usbdevfs_iso_packet_desc>.size
    let storage =
      place
      ?? .allocate(byteCount: size, alignment: MemoryLayout<usbdevfs_urb>.alignment)
    isOwnStorage = place == nil
    storage.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    raw = storage.bindMemory(to: usbdevfs_urb.self, capacity: 1)
    packetCount = packets.count
    self.owner = owner
    raw.pointee.type = type.rawValue
    raw.pointee.endpoint = endpoint
    raw.pointee.flags = flags.rawValue
    raw.pointee.buffer = buffer
    raw.pointee.buffer_length = length
    raw.pointee.number_of_packets = Int32(packets.count)
    for (index, packet) in packets.enumerated() {
      descriptors[index] = usbdevfs_iso_packet_desc(length: packet.length, actual_length: 0, status: 0)
    }
  }

  deinit { if isOwnStorage { UnsafeMutableRawPointer(raw).deallocate() } }

  private var descriptors: UnsafeMutablePointer<usbdevfs_iso_packet_desc> {
    UnsafeMutableRawPointer(raw + 1).assumingMemoryBound(to: usbdevfs_iso_packet_desc.self)
  }

  /// The address that REAPURB gives for this URB.
  package var address: UnsafeMutableRawPointer { UnsafeMutableRawPointer(raw) }
  /// The value of `buffer`.
  package var buffer: UnsafeMutableRawPointer? { raw.pointee.buffer }
  /// 0, or a negated errno, once reaped.
  package var status: Int32 { raw.pointee.status }
  /// The status as an error, nil for success.
  package var error: Errno? { status == 0 ? nil : Errno(rawValue: -status) }
  /// Bytes transferred, once reaped.
  package var actualLength: Int { Int(raw.pointee.actual_length) }
  /// Packets of an isochronous URB that failed, once reaped. The drivers of EHCI and UHCI count them.
  package var errorCount: Int { Int(raw.pointee.error_count) }
  /// The value of `number_of_packets`, which a caller may falsify.
  package var numberOfPackets: Int32 {
    get { raw.pointee.number_of_packets }
    set { raw.pointee.number_of_packets = newValue }
  }
  /// The value of `type`, which a caller may falsify.
  package var type: UInt8 {
    get { raw.pointee.type }
    set { raw.pointee.type = newValue }
  }
  /// The packets with what became of them, once reaped.
  package var packets: [Packet] {
    (0..<packetCount).map { index in
      var packet = Packet(length: Int(descriptors[index].length))
      packet.actualLength = descriptors[index].actual_length
      packet.status = Int32(bitPattern: descriptors[index].status)
      return packet
    }
  }
}
