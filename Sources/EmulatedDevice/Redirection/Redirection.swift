import CUSBRedirParser

/// The device's end of a usbredir connection, which turns packets into events and actions into packets.
///
/// libusbredirparser parses and builds the packets, and refuses malformed ones.
final class Redirection {
  /// The most bytes of output that may wait for a peer that does not read; with more, no input is read.
  private static let mostQueued: UInt64 = 8 << 20

  /// The most bytes that one call of `read` takes, so that a busy peer does not delay what is due by the clock.
  private static let mostAtOnce = 4 << 20

  /// The most packets of output that may wait before they are written: the library walks through all of them for each
  /// one that it adds.
  private static let mostPackets: CInt = 64

  private var device: DeviceModel
  private let transport: any Transport
  private let complaints: ProtocolViolations
  private let clock: () -> ContinuousClock.Instant
  let parser: UnsafeMutablePointer<usbredirparser>

  /// The number of the last packet that was sent without a request.
  private var packetNumber: UInt64 = 0
  private var budget = 0
  private(set) var isOver = false

  /// The parser's position in its input.
  enum Progress {
    /// Between packets.
    case between
    /// Within a packet.
    case within
    /// Skipping a packet that it reported as malformed.
    case passingOver
  }

  var progress = Progress.between

  init(
    _ device: DeviceModel, over transport: any Transport, complaints: ProtocolViolations,
    clock: @escaping () -> ContinuousClock.Instant = { .now }
  ) throws {
    guard let parser = usbredirparser_create() else { throw EmulatedDeviceError("no memory for usbredir") }
    self.device = device
    self.transport = transport
    self.complaints = complaints
    self.clock = clock
    self.parser = parser
    parser.pointee.priv = Unmanaged.passUnretained(self).toOpaque()
    setCallbacks()
    // bulk_receiving is left out: with it QEMU would not send a request for each transfer.
    var capabilities: UInt32 = 0
    for capability in [
      usb_redir_cap_connect_device_version, usb_redir_cap_ep_info_max_packet_size, usb_redir_cap_64bits_ids,
      usb_redir_cap_32bits_bulk_length,
    ] + (device.layout.speed == .super ? [usb_redir_cap_bulk_streams] : []) {
      usbredirparser_caps_set_cap(&capabilities, CInt(capability))
    }
    usbredirparser_init(
      parser, "usbfs-conformance", &capabilities, USB_REDIR_CAPS_SIZE, CInt(usbredirparser_fl_usb_host))
  }

  deinit { usbredirparser_destroy(parser) }

  /// The time at which `tick` should be called next; nil if there is none.
  var deadline: ContinuousClock.Instant? { isCongested ? nil : device.deadline }

  /// Whether so much output waits that it must go before anything else is done.
  var isCongested: Bool { usbredirparser_get_bufferered_output_size(parser) > Self.mostQueued }

  var hasOutput: Bool { usbredirparser_has_data_to_write(parser) > 0 }

  /// Reads and handles the input that has arrived.
  func read() {
    budget = Self.mostAtOnce
    // The library reports and skips a packet that it cannot parse.
    while !isOver, usbredirparser_do_read(parser) == CInt(usbredirparser_read_parse_error) {}
    write()
  }

  func write() {
    if !isOver, hasOutput, usbredirparser_do_write(parser) < 0 { isOver = true }
  }

  /// Tells the device the time.
  func tick() {
    if !isCongested { handle(.time) }
    write()
  }

  func handle(_ event: Event) {
    for action in device.handle(event, now: clock()) { perform(action) }
    if usbredirparser_has_data_to_write(parser) > Self.mostPackets { write() }
  }

  func complain(_ line: String) { complaints.add(line) }

  /// Reads input for the parser.
  func take(into buffer: UnsafeMutableRawBufferPointer) -> CInt {
    guard !isOver else { return -1 }
    guard budget > 0, !isCongested else { return 0 }
    guard let count = transport.read(into: buffer) else {
      isOver = true
      if progress == .within { complain("the connection ended within a packet") }
      return -1
    }
    budget -= count
    if count > 0, progress == .between { progress = .within }
    return CInt(clamping: count)
  }

  /// Writes output of the parser's.
  func give(_ buffer: UnsafeRawBufferPointer) -> CInt {
    guard !isOver else { return -1 }
    guard let count = transport.write(buffer) else {
      isOver = true
      return -1
    }
    return CInt(clamping: count)
  }

  func nextPacketNumber() -> UInt64 {
    packetNumber &+= 1
    return packetNumber
  }

  var speed: Speed { device.layout.speed }

  /// Whether the device is plugged in, or will be, for the next connection.
  var isPlugged: Bool { device.isPlugged || device.returning != nil }
}
