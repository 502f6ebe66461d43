import CUSBFS
import SystemPackage

/// A USB request block at a fixed address, by which the kernel names it when it is reaped.
///
/// The corresponding C structure is `struct usbdevfs_urb`.
package final class URB: @unchecked Sendable {
  /// One packet of an isochronous URB.
  package struct Packet: Sendable, Hashable {
    /// The number of bytes asked for, 0 to 98304.
    package var length: UInt32
    /// The number of bytes transferred.
    package var actualLength: UInt32 = 0
    /// The packet's status: 0, or a negated errno.
    package var status: Int32 = 0

    /// Makes a packet that asks for `length` bytes.
    package init(length: Int) { self.length = UInt32(length) }
  }

  let raw: UnsafeMutablePointer<usbdevfs_urb>
  private let packetCount: Int
  private let isOwnStorage: Bool
  /// Keeps the memory allocated that the URB points to.
  private let owner: AnyObject?

  /// Makes an URB. Any values may be given; the kernel judges them when the URB is submitted.
  /// - Parameters:
  ///   - endpoint: The endpoint's address, with bit 7 set for IN.
  ///   - length: The value of `buffer_length`, in bytes.
  ///   - packets: The packets of an isochronous URB.
  ///   - owner: An object to keep alive as long as the URB, such as the region that holds its buffer.
  ///   - place: The memory for the structure, which must outlive it; where the processor allows unaligned access, any
  ///     multiple of 4. Nil for memory of its own.
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
  /// The value of `buffer_length`, in bytes.
  package var length: Int { Int(raw.pointee.buffer_length) }
  /// The URB's status once it was reaped: 0, or a negated errno.
  package var status: Int32 { raw.pointee.status }
  /// The status as an error, nil for success.
  package var error: Errno? { status == 0 ? nil : Errno(rawValue: -status) }
  /// The number of bytes transferred, once the URB was reaped.
  package var actualLength: Int { Int(raw.pointee.actual_length) }
  /// The number of packets of an isochronous URB that failed, once it was reaped. The drivers of EHCI and UHCI count
  /// them.
  package var errorCount: Int { Int(raw.pointee.error_count) }
  /// The value of `number_of_packets`, which a test may falsify.
  package var numberOfPackets: Int32 {
    get { raw.pointee.number_of_packets }
    set { raw.pointee.number_of_packets = newValue }
  }
  /// The stream of a bulk URB, where its endpoint has streams.
  package var stream: Int {
    get { Int(raw.pointee.stream_id) }
    set { raw.pointee.stream_id = UInt32(newValue) }
  }
  /// The signal that arrives when the URB completes, 0 for none (`signr`).
  package var signal: Int32 {
    get { Int32(raw.pointee.signr) }
    set { raw.pointee.signr = UInt32(newValue) }
  }
  /// The value of `type`, which a test may falsify.
  package var type: UInt8 {
    get { raw.pointee.type }
    set { raw.pointee.type = newValue }
  }
  /// The packets of an isochronous URB, with lengths and statuses once it was reaped.
  package var packets: [Packet] {
    (0..<packetCount).map { index in
      var packet = Packet(length: Int(descriptors[index].length))
      packet.actualLength = descriptors[index].actual_length
      packet.status = Int32(bitPattern: descriptors[index].status)
      return packet
    }
  }
}
