import CUSBFS
import Rig
import SystemPackage
import USBFS

/// An URB as a 32-bit program lays it out, and the calls that such a program makes with it. All of its memory lies
/// below 4 GiB.
struct URB32 {
  /// The structure.
  let raw: UnsafeMutablePointer<cusbfs_urb32>
  private let device: Device

  /// - Parameters:
  ///   - lengths: Of the packets of an isochronous URB; their descriptors follow the structure.
  ///   - place: A multiple of 4.
  init(
    _ type: TransferType, endpoint: UInt8, _ memory: UnsafeMutableRawBufferPointer, lengths: [Int] = [],
    on device: Device, at place: UnsafeMutableRawPointer
  ) {
    var urb = cusbfs_urb32()
    urb.type = type.rawValue
    urb.endpoint = endpoint
    urb.buffer = UInt32(UInt(bitPattern: memory.baseAddress))
    urb.buffer_length = Int32(memory.count)
    if type == .isochronous {
      (urb.flags, urb.number_of_packets) = (URBFlags.isochronousASAP.rawValue, Int32(lengths.count))
    }
    place.copyMemory(from: &urb, byteCount: MemoryLayout<cusbfs_urb32>.size)
    raw = UnsafeMutablePointer(bitPattern: UInt(bitPattern: place))!
    self.device = device
    for (index, length) in lengths.enumerated() {
      packets[index] = .init(length: UInt32(length), actual_length: 0, status: 0)
    }
  }

  /// The descriptors of the packets.
  var packets: UnsafeMutablePointer<usbdevfs_iso_packet_desc> {
    UnsafeMutablePointer(bitPattern: UInt(bitPattern: raw) + UInt(MemoryLayout<cusbfs_urb32>.size))!
  }

  func submit() throws(Errno) { try device.submit32(raw) }

  func discard() throws(Errno) { try device.discard32(raw) }

  /// Whether this is the URB that is reaped. Its address is written to `slot`.
  func isReaped(into slot: UnsafeMutablePointer<UInt32>) throws(Errno) -> Bool {
    UInt(try device.reap32(slot)) == UInt(bitPattern: raw)
  }
}
