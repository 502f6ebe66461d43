import CUSBRedirParser
import Glibc

@testable import EmulatedDevice

/// The guest's side of a usbredir connection, in place of QEMU.
final class Guest {
  private let transport: any Transport
  private let parser: UnsafeMutablePointer<usbredirparser>
  private(set) var received: [ReceivedPacket] = []
  private(set) var errors: [String] = []
  /// All bytes that were sent to the device, so that a session can be replayed, cut short and altered.
  private(set) var sent: [UInt8] = []
  private(set) var isOver = false
  private var lastID: UInt64 = 0

  init(over transport: any Transport) {
    self.transport = transport
    parser = usbredirparser_create()
    parser.pointee.priv = Unmanaged.passUnretained(self).toOpaque()
    setCallbacks()
    // The capabilities of QEMU 7.2.
    var capabilities: UInt32 = 0
    for capability in [
      usb_redir_cap_connect_device_version, usb_redir_cap_filter, usb_redir_cap_ep_info_max_packet_size,
      usb_redir_cap_64bits_ids, usb_redir_cap_32bits_bulk_length, usb_redir_cap_bulk_receiving,
      usb_redir_cap_bulk_streams,
    ] {
      usbredirparser_caps_set_cap(&capabilities, CInt(capability))
    }
    usbredirparser_init(parser, "guest", &capabilities, USB_REDIR_CAPS_SIZE, 0)
  }

  deinit { usbredirparser_destroy(parser) }

  /// Writes and reads as much as possible.
  func pump() {
    while usbredirparser_has_data_to_write(parser) > 0, usbredirparser_do_write(parser) == 0 {
      if !hasWritten { break }
      hasWritten = false
    }
    while !isOver, usbredirparser_do_read(parser) == CInt(usbredirparser_read_parse_error) {}
  }

  private var hasWritten = false

  /// Returns the packets received since the last call.
  func take() -> [ReceivedPacket] {
    defer { received = [] }
    return received
  }

  // MARK: - Requests

  func control(_ type: UInt8, _ request: UInt8, value: UInt16 = 0, index: UInt16 = 0, data: [UInt8]) -> UInt64
  {
    control(type, request, value: value, index: index, length: UInt16(data.count), data: data)
  }

  func control(
    _ type: UInt8, _ request: UInt8, value: UInt16 = 0, index: UInt16 = 0, length: UInt16 = 0,
    data: [UInt8] = []
  ) -> UInt64 {
    var header = usb_redir_control_packet_header(
      endpoint: type & 0x80, request: request, requesttype: type, status: 0, value: value, index: index,
      length: length)
    let id = nextID()
    with(data) { usbredirparser_send_control_packet(parser, id, &header, $0, $1) }
    return id
  }

  func setConfiguration(_ value: UInt8) -> UInt64 {
    var header = usb_redir_set_configuration_header(configuration: value)
    let id = nextID()
    usbredirparser_send_set_configuration(parser, id, &header)
    return id
  }

  func getConfiguration() -> UInt64 {
    let id = nextID()
    usbredirparser_send_get_configuration(parser, id)
    return id
  }

  func setAlternate(_ interface: UInt8, _ alternate: UInt8) -> UInt64 {
    var header = usb_redir_set_alt_setting_header(interface: interface, alt: alternate)
    let id = nextID()
    usbredirparser_send_set_alt_setting(parser, id, &header)
    return id
  }

  func getAlternate(_ interface: UInt8) -> UInt64 {
    var header = usb_redir_get_alt_setting_header(interface: interface)
    let id = nextID()
    usbredirparser_send_get_alt_setting(parser, id, &header)
    return id
  }

  func bulkIn(_ endpoint: UInt8, _ count: Int) -> UInt64 { bulk(endpoint, count, []) }

  func bulkOut(_ endpoint: UInt8, _ data: [UInt8]) -> UInt64 { bulk(endpoint, data.count, data) }

  private func bulk(_ endpoint: UInt8, _ count: Int, _ data: [UInt8]) -> UInt64 {
    var header = usb_redir_bulk_packet_header(
      endpoint: endpoint, status: 0, length: UInt16(truncatingIfNeeded: count), stream_id: 0,
      length_high: UInt16(truncatingIfNeeded: count >> 16))
    let id = nextID()
    with(data) { usbredirparser_send_bulk_packet(parser, id, &header, $0, $1) }
    return id
  }

  func interruptOut(_ endpoint: UInt8, _ data: [UInt8]) -> UInt64 {
    var header = usb_redir_interrupt_packet_header(endpoint: endpoint, status: 0, length: UInt16(data.count))
    let id = nextID()
    with(data) { usbredirparser_send_interrupt_packet(parser, id, &header, $0, $1) }
    return id
  }

  func isochronousOut(_ endpoint: UInt8, _ data: [UInt8]) {
    var header = usb_redir_iso_packet_header(endpoint: endpoint, status: 0, length: UInt16(data.count))
    with(data) { usbredirparser_send_iso_packet(parser, 0, &header, $0, $1) }
  }

  func startIsochronous(_ endpoint: UInt8) -> UInt64 {
    var header = usb_redir_start_iso_stream_header(endpoint: endpoint, pkts_per_urb: 8, no_urbs: 8)
    let id = nextID()
    usbredirparser_send_start_iso_stream(parser, id, &header)
    return id
  }

  func stopIsochronous(_ endpoint: UInt8) -> UInt64 {
    var header = usb_redir_stop_iso_stream_header(endpoint: endpoint)
    let id = nextID()
    usbredirparser_send_stop_iso_stream(parser, id, &header)
    return id
  }

  func startInterrupt(_ endpoint: UInt8) -> UInt64 {
    var header = usb_redir_start_interrupt_receiving_header(endpoint: endpoint)
    let id = nextID()
    usbredirparser_send_start_interrupt_receiving(parser, id, &header)
    return id
  }

  func stopInterrupt(_ endpoint: UInt8) -> UInt64 {
    var header = usb_redir_stop_interrupt_receiving_header(endpoint: endpoint)
    let id = nextID()
    usbredirparser_send_stop_interrupt_receiving(parser, id, &header)
    return id
  }

  func cancel(_ id: UInt64) { usbredirparser_send_cancel_data_packet(parser, id) }

  func reset() { usbredirparser_send_reset(parser) }

  private func nextID() -> UInt64 {
    lastID += 1
    return lastID
  }

  private func with(_ data: [UInt8], _ send: (UnsafeMutablePointer<UInt8>?, CInt) -> Void) {
    var data = data
    data.withUnsafeMutableBufferPointer { send($0.isEmpty ? nil : $0.baseAddress, CInt($0.count)) }
  }

  // MARK: - Callbacks of the parser

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Guest {
    Unmanaged<Guest>.fromOpaque(pointer!).takeUnretainedValue()
  }

  private func owned(_ data: UnsafeMutablePointer<UInt8>?, _ count: CInt) -> [UInt8] {
    guard let data else { return [] }
    defer { usbredirparser_free_packet_data(parser, data) }
    return Array(UnsafeBufferPointer(start: data, count: Int(count)))
  }

  private func setCallbacks() {
    parser.pointee.log_func = { pointer, level, text in
      if level == CInt(usbredirparser_error) { Guest.from(pointer).errors.append(String(cString: text!)) }
    }
    parser.pointee.read_func = { pointer, data, count in
      let guest = Guest.from(pointer)
      guard let got = guest.transport.read(into: .init(start: data, count: Int(count))) else {
        guest.isOver = true
        return -1
      }
      return CInt(got)
    }
    parser.pointee.write_func = { pointer, data, count in
      let guest = Guest.from(pointer)
      let buffer = UnsafeRawBufferPointer(start: data, count: Int(count))
      guard let went = guest.transport.write(buffer) else {
        guest.isOver = true
        return -1
      }
      guest.hasWritten = went > 0
      guest.sent += buffer.prefix(went)
      return CInt(went)
    }
    parser.pointee.hello_func = { pointer, _ in Guest.from(pointer).received.append(.hello) }
    parser.pointee.interface_info_func = { pointer, header in
      let header = header!.pointee
      let count = Int(header.interface_count)
      let classes = withUnsafeBytes(of: header.interface_class) { Array($0.prefix(count)) }
      Guest.from(pointer).received.append(.interfaces(count: count, classes: classes))
    }
    parser.pointee.ep_info_func = { pointer, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .endpoints(
          types: withUnsafeBytes(of: header.type) { Array($0) },
          intervals: withUnsafeBytes(of: header.interval) { Array($0) },
          maxPackets: withUnsafeBytes(of: header.max_packet_size) { Array($0.bindMemory(to: UInt16.self)) }))
    }
    parser.pointee.device_connect_func = { pointer, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .connect(
          speed: header.speed, vendor: header.vendor_id, product: header.product_id,
          version: header.device_version_bcd))
    }
    parser.pointee.device_disconnect_func = { pointer in Guest.from(pointer).received.append(.disconnect) }
    parser.pointee.configuration_status_func = { pointer, id, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .configuration(id: id, status: Int(header.status), value: header.configuration))
    }
    parser.pointee.alt_setting_status_func = { pointer, id, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .alternate(id: id, status: Int(header.status), interface: header.interface, alternate: header.alt))
    }
    parser.pointee.iso_stream_status_func = { pointer, id, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .isochronousStatus(id: id, status: Int(header.status), endpoint: header.endpoint))
    }
    parser.pointee.interrupt_receiving_status_func = { pointer, id, header in
      let header = header!.pointee
      Guest.from(pointer).received.append(
        .interruptStatus(id: id, status: Int(header.status), endpoint: header.endpoint))
    }
    parser.pointee.control_packet_func = { pointer, id, header, data, count in
      let (guest, header) = (Guest.from(pointer), header!.pointee)
      guest.received.append(
        .control(
          id: id, status: Int(header.status), length: Int(header.length), data: guest.owned(data, count)))
    }
    parser.pointee.bulk_packet_func = { pointer, id, header, data, count in
      let (guest, header) = (Guest.from(pointer), header!.pointee)
      guest.received.append(
        .bulk(
          id: id, endpoint: header.endpoint, status: Int(header.status),
          length: Int(header.length) | Int(header.length_high) << 16, data: guest.owned(data, count)))
    }
    parser.pointee.iso_packet_func = { pointer, _, header, data, count in
      let (guest, header) = (Guest.from(pointer), header!.pointee)
      guest.received.append(
        .isochronous(
          endpoint: header.endpoint, status: Int(header.status), data: guest.owned(data, count)))
    }
    parser.pointee.interrupt_packet_func = { pointer, id, header, data, count in
      let (guest, header) = (Guest.from(pointer), header!.pointee)
      guest.received.append(
        .interrupt(
          id: id, endpoint: header.endpoint, status: Int(header.status), length: Int(header.length),
          data: guest.owned(data, count)))
    }
    parser.pointee.alloc_bulk_streams_func = { _, _, _ in }
    parser.pointee.free_bulk_streams_func = { _, _, _ in }
    parser.pointee.bulk_streams_status_func = { _, _, _ in }
    parser.pointee.bulk_receiving_status_func = { _, _, _ in }
    parser.pointee.buffered_bulk_packet_func = { pointer, _, _, data, count in
      _ = Guest.from(pointer).owned(data, count)
    }
    parser.pointee.filter_reject_func = { _ in }
    parser.pointee.filter_filter_func = { _, rules, _ in free(UnsafeMutableRawPointer(rules)) }
    parser.pointee.device_disconnect_ack_func = { _ in }
  }
}
