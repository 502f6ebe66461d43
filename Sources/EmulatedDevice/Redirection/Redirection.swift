import CUSBRedirParser

/// The device's end of a usbredir connection: what comes becomes events, actions become what goes.
///
/// Packets are taken apart and put together by libusbredirparser, which also refuses what is malformed.
final class Redirection {
  /// With more than this on its way to a peer that does not read, no more is asked for.
  private static let mostQueued: UInt64 = 8 << 20

  /// What one call of `read` takes, so that a busy peer does not hold up the clock.
  private static let mostAtOnce = 4 << 20

  /// The library walks through all that is queued for each packet it adds.
  private static let mostPackets: CInt = 64

  private var device: DeviceModel
  private let transport: any Transport
  private let complaints: Complaints
  private let clock: () -> ContinuousClock.Instant
  let parser: UnsafeMutablePointer<usbredirparser>

  /// Counts what is sent without having been asked for.
  private var packetNumber: UInt64 = 0
  private var budget = 0
  private(set) var isOver = false

  /// Where in its input the parser is.
  enum Progress {
    /// All packets that came were whole.
    case between
    /// A packet has begun.
    case within
    /// It passes over a packet that it complained of.
    case passingOver
  }

  var progress = Progress.between

  init(
    _ device: DeviceModel, over transport: any Transport, complaints: Complaints,
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
    // bulk_receiving and streams are left out: QEMU would then not ask for each transfer by itself.
    var capabilities: UInt32 = 0
    for capability in [
      usb_redir_cap_connect_device_version, usb_redir_cap_ep_info_max_packet_size, usb_redir_cap_64bits_ids,
      usb_redir_cap_32bits_bulk_length,
    ] {
      usbredirparser_caps_set_cap(&capabilities, CInt(capability))
    }
    usbredirparser_init(
      parser, "usbfs-conformance", &capabilities, USB_REDIR_CAPS_SIZE, CInt(usbredirparser_fl_usb_host))
  }

  deinit { usbredirparser_destroy(parser) }

  /// When `tick` should be called.
  var deadline: ContinuousClock.Instant? { isCongested ? nil : device.deadline }

  /// What is queued must go before anything more is done.
  var isCongested: Bool { usbredirparser_get_bufferered_output_size(parser) > Self.mostQueued }

  var hasOutput: Bool { usbredirparser_has_data_to_write(parser) > 0 }

  /// Handles all that came.
  func read() {
    budget = Self.mostAtOnce
    // A packet that cannot be understood is skipped and was complained of by the library.
    while !isOver, usbredirparser_do_read(parser) == CInt(usbredirparser_read_parse_error) {}
    write()
  }

  func write() {
    if !isOver, hasOutput, usbredirparser_do_write(parser) < 0 { isOver = true }
  }

  /// Time went by.
  func tick() {
    if !isCongested { handle(.time) }
    write()
  }

  func handle(_ event: Event) {
    for action in device.handle(event, now: clock()) { perform(action) }
    if usbredirparser_has_data_to_write(parser) > Self.mostPackets { write() }
  }

  func complain(_ line: String) { complaints.add(line) }

  /// The parser wants bytes.
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

  /// The parser has bytes.
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

  /// Whether the device is meant to be on the bus, for the next who connects.
  var isPlugged: Bool { device.isPlugged || device.returning != nil }
}
