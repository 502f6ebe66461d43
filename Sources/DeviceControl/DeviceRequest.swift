/// Vendor requests with which a test directs the emulated device, as both ends of the wire know them.
///
/// All are control transfers to the device (`bmRequestType` 0x40 for OUT, 0xC0 for IN), so that no interface needs to
/// be claimed for them. Numbers of more than a byte are little-endian, as everywhere in USB. The device
/// answers a request that it does not understand with a STALL. SET_CONFIGURATION and a disconnect undo all requests.
package enum DeviceRequest: UInt8, Sendable, CaseIterable {
  /// OUT, up to 4096 bytes: the device keeps them for `readBack`. Gadget zero's control test has the same request
  /// (0x5b).
  case write = 0x5b
  /// IN: the bytes of the last `write`. Gadget zero's control test has the same request (0x5c).
  case readBack = 0x5c
  /// OUT, no data: the endpoint `wIndex` (its address, bit 7 set for IN) answers NAK until `stopNAK`, so that a
  /// transfer to it stays with the controller and its memory is not read. Only while nothing is in flight there.
  case startNAK = 0x60
  /// OUT, no data: the endpoint `wIndex` no longer answers NAK. An xHC does not try again by itself: it needs another
  /// transfer to the endpoint.
  case stopNAK = 0x61
  /// OUT, no data: the next `wValue & 0xff` transfers (isochronous: packets) of the endpoint `wIndex` fail with the
  /// `TransferFault` `wValue >> 8`. A count of 0 cancels the faults that are left.
  case fail = 0x62
  /// OUT, data is 16-bit lengths: schedules packets of the isochronous IN endpoint, which from now on sends only
  /// scheduled ones, in this order, as soon as its stream runs. They are added to those that wait, up to 120. Each
  /// begins with its number, 32 bits, counted from 0 since the alternate setting was chosen; the byte at offset `i`
  /// from 4 on is `(number + i) % 251`. A packet of less than 4 bytes holds the first bytes of that.
  case schedule = 0x63
  /// IN: the oldest isochronous OUT packet that was received and not yet taken: its length in 16 bits, then its bytes.
  /// No data if there is none. The device keeps the last 4096 packets.
  case takeOut = 0x64
  /// OUT, no data: the device disconnects once `wIndex` more bulk transfers are done (0: as soon as this request is),
  /// whatever is in flight, and reconnects after `wValue` milliseconds; with 0 it stays away until it is plugged in.
  case disconnect = 0x65
  /// IN: the numbers of the first packet of each stream of the isochronous IN endpoint since the alternate setting was
  /// chosen, 32 bits each, oldest first, at most 1024. When a stream stops, what its host controller had not yet taken
  /// is lost: one gap in the numbers that ends at, or before, the number with which the next stream begins.
  case beginnings = 0x66

  /// IN: never answered; the transfer stays in flight until it is cancelled.
  case silent = 0x67

  /// The most scheduled packets that may wait: as many as QEMU buffers without dropping any.
  package static let mostScheduled = 120
  /// The most numbers that `beginnings` returns.
  package static let mostBeginnings = 1024

  /// A fault that the device makes on purpose.
  package enum TransferFault: UInt8, Sendable, CaseIterable {
    /// STALL; a bulk endpoint then stays halted until CLEAR_FEATURE.
    case stall = 1
    /// No handshake: the controller reports a transaction error.
    case error = 2
    /// No answer; the transfer stays in flight until it is cancelled.
    case silence = 3
    /// More data than was asked for.
    case babble = 4
  }
}
