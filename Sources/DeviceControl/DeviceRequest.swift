/// The vendor requests with which a test directs the emulated device: what both ends of the wire must agree on.
///
/// All are control transfers to the device (`bmRequestType` 0x40 for OUT, 0xC0 for IN), so that no interface needs to
/// be claimed for them. Numbers of more than a byte are little-endian, as everywhere in USB. What the device does not
/// understand it stalls. SET_CONFIGURATION, and leaving the bus, undo all that was asked of it.
package enum DeviceRequest: UInt8, Sendable, CaseIterable {
  /// OUT, up to 4096 bytes: keeps them for `readBack`. Gadget zero's control test has the same request (0x5b).
  case write = 0x5b
  /// IN: gives what `write` kept. Gadget zero's 0x5c.
  case readBack = 0x5c
  /// OUT, no data: the endpoint `wIndex` (its address, bit 7 set for IN) answers NAK until told otherwise, so that a
  /// transfer to it stays with the controller and its memory is not looked at. Only while nothing is in flight there.
  case startNAK = 0x60
  /// OUT, no data: the endpoint `wIndex` answers again. An xHC does not look again by itself: it needs another
  /// transfer to the endpoint.
  case stopNAK = 0x61
  /// OUT, no data: what becomes of the next `wValue & 0xff` transfers (isochronous: packets) of the endpoint `wIndex`:
  /// `wValue >> 8` is a `TransferFault`. A count of 0 takes back what is left.
  case fail = 0x62
  /// OUT, data is 16-bit lengths: the isochronous IN endpoint from now on sends only packets that were scheduled, in
  /// this order, as soon as its stream runs; adds to those that wait, up to 120. Each begins with its number, 32 bits,
  /// counted from 0 since the alternate setting was chosen; the byte at offset `i` from 4 on is `(number + i) % 251`. A
  /// packet of less than 4 bytes is the beginning of that.
  case schedule = 0x63
  /// IN: takes the oldest isochronous OUT packet that was received and not yet taken: 16 bits of its length, then its
  /// bytes. No data at all if there is none. The device keeps 4096 packets and forgets the oldest.
  case takeOut = 0x64
  /// OUT, no data: the device leaves the bus by itself once `wIndex` more bulk transfers are done (0: as soon as this
  /// request is), whatever is in flight, and comes back after `wValue` milliseconds; with 0 it stays away until it is
  /// plugged in.
  case disconnect = 0x65
  /// IN: the numbers of the first packet of each stream of the isochronous IN endpoint since the alternate setting was
  /// chosen, 32 bits each, oldest first, at most 1024. When a stream stops, what its host controller had not yet taken
  /// is lost: one gap in the numbers that ends at, or before, the number with which the next stream begins.
  case beginnings = 0x66

  /// Scheduled packets that may wait: as many as QEMU holds without dropping any.
  package static let mostScheduled = 120
  /// Numbers that `beginnings` gives.
  package static let mostBeginnings = 1024

  /// What can become of a transfer.
  package enum TransferFault: UInt8, Sendable, CaseIterable {
    /// STALL; a bulk endpoint stays halted until CLEAR_FEATURE.
    case stall = 1
    /// No handshake: the controller reports a transaction error.
    case error = 2
    /// No answer at all; the transfer stays in flight until it is cancelled.
    case silence = 3
    /// More data than was asked for.
    case babble = 4
  }
}
