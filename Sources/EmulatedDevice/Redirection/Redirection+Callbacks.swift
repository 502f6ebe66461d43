import CUSBRedirParser
import Glibc

/// Callbacks for the parser, which calls every one of them without checking that it is set.
extension Redirection {
  private static func from(_ pointer: UnsafeMutableRawPointer?) -> Redirection? {
    pointer.map { Unmanaged<Redirection>.fromOpaque($0).takeUnretainedValue() }
  }

  /// The redirection that a callback for a complete packet is for.
  private static func packet(_ pointer: UnsafeMutableRawPointer?) -> Redirection? {
    let redirection = from(pointer)
    redirection?.progress = .between
    return redirection
  }

  /// Takes ownership of a packet's data.
  private func owned(_ data: UnsafeMutablePointer<UInt8>?, _ count: CInt) -> [UInt8] {
    guard let data else { return [] }
    defer { usbredirparser_free_packet_data(parser, data) }
    return Array(UnsafeBufferPointer(start: data, count: Int(max(0, count))))
  }

  func setCallbacks() {
    setTransportCallbacks()
    setRequestCallbacks()
    setStreamCallbacks()
    setBulkStreamCallbacks()
    setDataCallbacks()
    setCallbacksForNothing()
  }

  private func setTransportCallbacks() {
    parser.pointee.log_func = { pointer, level, text in
      guard level == CInt(usbredirparser_error), let text else { return }
      guard let self = Redirection.from(pointer) else { return }
      self.progress = .passingOver
      self.complain(String(cString: text))
    }
    parser.pointee.read_func = { pointer, data, count in
      let buffer = UnsafeMutableRawBufferPointer(start: data, count: Int(max(0, count)))
      return Redirection.from(pointer)?.take(into: buffer) ?? -1
    }
    parser.pointee.write_func = { pointer, data, count in
      let buffer = UnsafeRawBufferPointer(start: data, count: Int(max(0, count)))
      return Redirection.from(pointer)?.give(buffer) ?? -1
    }
  }

  private func setRequestCallbacks() {
    parser.pointee.hello_func = { pointer, _ in Redirection.packet(pointer)?.handle(.attached) }
    parser.pointee.reset_func = { pointer in Redirection.packet(pointer)?.handle(.reset) }
    parser.pointee.set_configuration_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.setConfiguration(id: id, value: header.pointee.configuration))
    }
    parser.pointee.get_configuration_func = { pointer, id in
      Redirection.packet(pointer)?.handle(.getConfiguration(id: id))
    }
    parser.pointee.set_alt_setting_func = { pointer, id, header in
      guard let header = header?.pointee else { return }
      Redirection.packet(pointer)?.handle(
        .setAlternate(id: id, interface: header.interface, alternate: header.alt))
    }
    parser.pointee.get_alt_setting_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.getAlternate(id: id, interface: header.pointee.interface))
    }
    parser.pointee.cancel_data_packet_func = { pointer, id in
      Redirection.packet(pointer)?.handle(.cancel(id: id))
    }
  }

  private func setStreamCallbacks() {
    parser.pointee.start_iso_stream_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.startIsochronous(id: id, endpoint: header.pointee.endpoint))
    }
    parser.pointee.stop_iso_stream_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.stopIsochronous(id: id, endpoint: header.pointee.endpoint))
    }
    parser.pointee.start_interrupt_receiving_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.startInterrupt(id: id, endpoint: header.pointee.endpoint))
    }
    parser.pointee.stop_interrupt_receiving_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(.stopInterrupt(id: id, endpoint: header.pointee.endpoint))
    }
  }

  private func setBulkStreamCallbacks() {
    parser.pointee.alloc_bulk_streams_func = { pointer, id, header in
      guard let header = header?.pointee else { return }
      Redirection.packet(pointer)?.handle(
        .allocateStreams(
          id: id, endpoints: Redirection.addresses(header.endpoints), count: Int(header.no_streams)))
    }
    parser.pointee.free_bulk_streams_func = { pointer, id, header in
      guard let header else { return }
      Redirection.packet(pointer)?.handle(
        .freeStreams(id: id, endpoints: Redirection.addresses(header.pointee.endpoints)))
    }
  }

  private func setDataCallbacks() {
    parser.pointee.control_packet_func = { pointer, id, header, data, count in
      guard let self = Redirection.packet(pointer) else { return }
      let data = self.owned(data, count)
      guard let header = header?.pointee else { return }
      let setup = Setup(
        requestType: header.requesttype, request: header.request, value: header.value, index: header.index,
        length: header.length)
      self.handle(.control(id: id, endpoint: header.endpoint, setup: setup, data: data))
    }
    parser.pointee.bulk_packet_func = { pointer, id, header, data, count in
      guard let self = Redirection.packet(pointer) else { return }
      let data = self.owned(data, count)
      guard let header = header?.pointee else { return }
      self.handle(
        .bulk(
          id: id, endpoint: header.endpoint, stream: header.stream_id,
          count: Int(header.length) | Int(header.length_high) << 16, data: data))
    }
    parser.pointee.iso_packet_func = { pointer, _, header, data, count in
      guard let self = Redirection.packet(pointer) else { return }
      let data = self.owned(data, count)
      guard let header else { return }
      self.handle(.isochronous(endpoint: header.pointee.endpoint, data: data))
    }
    parser.pointee.interrupt_packet_func = { pointer, id, header, data, count in
      guard let self = Redirection.packet(pointer) else { return }
      let data = self.owned(data, count)
      guard let header else { return }
      self.handle(.interrupt(id: id, endpoint: header.pointee.endpoint, data: data))
    }
  }

  /// Sets the callbacks for capabilities that were not announced, which only a broken peer uses.
  private func setCallbacksForNothing() {
    parser.pointee.start_bulk_receiving_func = { pointer, _, _ in
      Redirection.packet(pointer)?.complain("bulk receiving, which the device has not")
    }
    parser.pointee.stop_bulk_receiving_func = { pointer, _, _ in
      Redirection.packet(pointer)?.complain("bulk receiving, which the device has not")
    }
    parser.pointee.filter_reject_func = { pointer in
      Redirection.packet(pointer)?.complain("the filter rejects the device")
    }
    parser.pointee.filter_filter_func = { pointer, rules, _ in
      _ = Redirection.packet(pointer)
      free(UnsafeMutableRawPointer(rules))
    }
    parser.pointee.device_disconnect_ack_func = { pointer in _ = Redirection.packet(pointer) }
  }
}
