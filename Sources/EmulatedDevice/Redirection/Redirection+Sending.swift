import CUSBRedirParser

/// Sends the model's actions as usbredir packets.
extension Redirection {
  func perform(_ action: Action) {
    switch action {
    case .complaint(let text): complain(text)
    case .interfaces(let interfaces): send(interfaces)
    case .endpoints(let endpoints): send(endpoints)
    case .connect: connect()
    case .disconnect: usbredirparser_send_device_disconnect(parser)
    case .configuration(let id, let status, let value):
      var header = usb_redir_configuration_status_header(status: status.code, configuration: value)
      usbredirparser_send_configuration_status(parser, id, &header)
    case .alternate(let id, let status, let interface, let alternate):
      var header = usb_redir_alt_setting_status_header(
        status: status.code, interface: interface, alt: alternate)
      usbredirparser_send_alt_setting_status(parser, id, &header)
    case .isochronousStatus(let id, let status, let endpoint):
      var header = usb_redir_iso_stream_status_header(status: status.code, endpoint: endpoint)
      usbredirparser_send_iso_stream_status(parser, id, &header)
    case .interruptStatus(let id, let status, let endpoint):
      var header = usb_redir_interrupt_receiving_status_header(status: status.code, endpoint: endpoint)
      usbredirparser_send_interrupt_receiving_status(parser, id, &header)
    case .streams(let id, let status, let endpoints, let count):
      let bits = endpoints.reduce(UInt32(0)) { $0 | 1 << UInt32(Self.index(of: $1)) }
      var header = usb_redir_bulk_streams_status_header(
        endpoints: bits, no_streams: UInt32(count), status: status.code)
      usbredirparser_send_bulk_streams_status(parser, id, &header)
    case .control(let id, let endpoint, let setup, let status, let count, let data):
      var header = usb_redir_control_packet_header(
        endpoint: endpoint, request: setup.request, requesttype: setup.requestType, status: status.code,
        value: setup.value, index: setup.index, length: UInt16(clamping: count))
      with(data) { usbredirparser_send_control_packet(parser, id, &header, $0, $1) }
    case .bulk(let id, let endpoint, let stream, let status, let count, let data):
      var header = usb_redir_bulk_packet_header(
        endpoint: endpoint, status: status.code, length: UInt16(truncatingIfNeeded: count),
        stream_id: stream, length_high: UInt16(truncatingIfNeeded: count >> 16))
      with(data) { usbredirparser_send_bulk_packet(parser, id, &header, $0, $1) }
    case .isochronous(let endpoint, let status, let data):
      var header = usb_redir_iso_packet_header(
        endpoint: endpoint, status: status.code, length: UInt16(clamping: data.count))
      with(data) { usbredirparser_send_iso_packet(parser, nextPacketNumber(), &header, $0, $1) }
    case .interrupt(let id, let endpoint, let status, let count, let data):
      var header = usb_redir_interrupt_packet_header(
        endpoint: endpoint, status: status.code, length: UInt16(clamping: count))
      // An IN packet is no answer to a request, so it has a number of its own.
      let id = endpoint & 0x80 != 0 ? nextPacketNumber() : id
      with(data) { usbredirparser_send_interrupt_packet(parser, id, &header, $0, $1) }
    }
  }

  /// Calls `send` with a pointer to data, or nil if it is empty. The parser only reads it, though its types do not say
  /// so.
  private func with(_ data: [UInt8], _ send: (UnsafeMutablePointer<UInt8>?, CInt) -> Void) {
    data.withUnsafeBufferPointer {
      send($0.isEmpty ? nil : UnsafeMutablePointer(mutating: $0.baseAddress), CInt(clamping: $0.count))
    }
  }

  private func connect() {
    let code =
      switch speed {
      case .full: usb_redir_speed_full
      case .high: usb_redir_speed_high
      case .super: usb_redir_speed_super
      }
    var header = usb_redir_device_connect_header(
      speed: UInt8(code), device_class: 0,
      device_subclass: 0, device_protocol: 0, vendor_id: Descriptors.vendor, product_id: Descriptors.product,
      device_version_bcd: Descriptors.version)
    usbredirparser_send_device_connect(parser, &header)
  }

  private func send(_ interfaces: [InterfaceInfo]) {
    var header = usb_redir_interface_info_header()
    let interfaces = interfaces.prefix(32)
    header.interface_count = UInt32(interfaces.count)
    withUnsafeMutableBytes(of: &header.interface) { $0.copyBytes(from: interfaces.map(\.number)) }
    withUnsafeMutableBytes(of: &header.interface_class) {
      $0.copyBytes(from: interfaces.map(\.interfaceClass))
    }
    usbredirparser_send_interface_info(parser, &header)
  }

  private func send(_ endpoints: [EndpointInfo]) {
    var types = [UInt8](repeating: UInt8(usb_redir_type_invalid), count: 32)
    types[0] = UInt8(usb_redir_type_control)
    types[16] = UInt8(usb_redir_type_control)
    var intervals = [UInt8](repeating: 0, count: 32)
    var interfaces = intervals
    var maxPackets = [UInt16](repeating: 0, count: 32)
    var streams = [UInt32](repeating: 0, count: 32)
    for endpoint in endpoints {
      let index = Self.index(of: endpoint.address)
      // usbredir has no NAK. But for an endpoint of an invalid type QEMU itself answers NAK, without looking at the
      // guest's transfer.
      if !endpoint.isHeld { types[index] = endpoint.type.rawValue }
      intervals[index] = interval(endpoint)
      interfaces[index] = endpoint.interface
      maxPackets[index] = UInt16(clamping: endpoint.maxPacket)
      streams[index] = UInt32(endpoint.streams)
    }
    var header = usb_redir_ep_info_header()
    withUnsafeMutableBytes(of: &header.type) { $0.copyBytes(from: types) }
    withUnsafeMutableBytes(of: &header.interval) { $0.copyBytes(from: intervals) }
    withUnsafeMutableBytes(of: &header.interface) { $0.copyBytes(from: interfaces) }
    maxPackets.withUnsafeBytes { source in
      withUnsafeMutableBytes(of: &header.max_packet_size) { $0.copyMemory(from: source) }
    }
    streams.withUnsafeBytes { source in
      withUnsafeMutableBytes(of: &header.max_streams) { $0.copyMemory(from: source) }
    }
    usbredirparser_send_ep_info(parser, &header)
  }

  /// The place of an endpoint in usbredir's tables and bits: 16 endpoints OUT, then 16 IN.
  static func index(of address: UInt8) -> Int { Int((address & 0x80) >> 3 | address & 0x0f) }

  /// The endpoints whose bits are set.
  static func addresses(_ bits: UInt32) -> [UInt8] {
    (UInt8(0)..<32).filter { bits & 1 << UInt32($0) != 0 }.map { ($0 & 0x10) << 3 | $0 & 0x0f }
  }

  /// The interval in microframes at high speed, else in frames: QEMU reckons 1000 intervals in a second at any other
  /// speed (usbredir_handle_iso_data). Descriptors have the exponent of microframes where there are such.
  private func interval(_ endpoint: EndpointInfo) -> UInt8 {
    guard speed != .full, endpoint.interval > 0 else { return endpoint.interval }
    return 1 << min(7, speed == .high ? endpoint.interval - 1 : max(4, endpoint.interval) - 4)
  }
}

extension Status {
  /// The status's number in usbredir.
  var code: UInt8 {
    switch self {
    case .success: UInt8(usb_redir_success)
    case .cancelled: UInt8(usb_redir_cancelled)
    case .invalid: UInt8(usb_redir_inval)
    case .error: UInt8(usb_redir_ioerror)
    case .stall: UInt8(usb_redir_stall)
    case .babble: UInt8(usb_redir_babble)
    }
  }
}
