import USBFS

/// Isochronous endpoints and URBs, on rigs that have them.
extension Fixture {
  private func endpoint(in isIn: Bool) -> Interface.Endpoint {
    rig.sourceSink.endpoint(.isochronous, in: isIn)!
  }

  /// Isochronous IN endpoint, which gives what was scheduled, or whole packets for ever.
  package var isochronousIn: UInt8 { endpoint(in: true).address }
  /// Isochronous OUT endpoint, which keeps its packets until they are asked for.
  package var isochronousOut: UInt8 { endpoint(in: false).address }
  /// Size of an isochronous packet in bytes.
  package var isochronousPacket: Int { endpoint(in: true).maxPacketSize }

  /// Size in bytes of the largest packet of the endpoints that move several packets of the bus in an interval; of them
  /// usbfs makes one.
  package var highBandwidthPacket: Int { rig.sourceSink.highBandwidthEndpoint(in: true)!.bytesPerInterval }

  /// Chooses the alternate setting with isochronous endpoints: nothing is scheduled, numbering begins anew.
  package func selectIsochronous(highBandwidth: Bool = false) throws {
    let endpoint = highBandwidth ? rig.sourceSink.highBandwidthEndpoint(in: true)! : endpoint(in: true)
    try device.setInterface(rig.sourceSink.number, alternate: 0)
    try device.setInterface(rig.sourceSink.number, alternate: endpoint.alternate)
  }

  /// An isochronous URB on part of a region or of ordinary memory.
  package func isochronous(
    _ endpoint: UInt8, _ memory: any Memory, at offset: Int = 0, lengths: [Int], bufferLength: Int32? = nil
  ) -> URB {
    URB(
      .isochronous, endpoint: endpoint, buffer: memory.base + offset,
      length: bufferLength ?? Int32(lengths.reduce(0, +)), flags: .isochronousASAP,
      packets: lengths.map { URB.Packet(length: $0) }, owner: memory)
  }

  /// Keeps URBs in flight on the isochronous IN endpoint until `done` has seen enough; what is then in flight is
  /// discarded.
  /// - Parameters:
  ///   - urbs: Go round and round. Each is handed to `prepare` before it is submitted.
  ///   - done: Is handed each URB when it completed; false wants more.
  package func stream(
    _ urbs: [URB], prepare: (URB) -> Void = { _ in }, until done: (URB) throws -> Bool
  ) throws {
    var inFlight = 0
    func submit(_ urb: URB) throws {
      prepare(urb)
      try device.submit(urb)
      inFlight += 1
    }
    // Whatever happens, the next test must not reap what this one left.
    defer {
      for urb in urbs { try? device.discard(urb) }
      while inFlight > 0, (try? reap()) != nil { inFlight -= 1 }
    }
    for urb in urbs { try submit(urb) }
    while true {
      let urb = try reap()
      inFlight -= 1
      if try done(urb) { return }
      try submit(urb)
    }
  }
}
