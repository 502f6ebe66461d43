import CUSBRedirParser
import DeviceControl
import Glibc
import Testing

@testable import EmulatedDevice

/// Malformed input. That the process survives it is half of what is tested.
@Suite struct BadInputTests {
  struct Fed {
    var complaints: [String]
    var isOver: Bool
    /// The bytes that the device sent.
    var output: [UInt8]
  }

  /// Feeds a fresh device these bytes and then the end of the connection.
  private func feed(
    _ bytes: some Sequence<UInt8>, _ speed: Speed, oneTransferAtATime: Bool = false, parallelVCPUs: Int = .max
  ) throws -> Fed {
    let wires = (MemoryTransport.Pipe(), MemoryTransport.Pipe())
    wires.1.isBottomless = true
    wires.0.bytes = Array(bytes)
    let transport = MemoryTransport(incoming: wires.0, outgoing: wires.1)
    transport.most = parallelVCPUs
    let complaints = ProtocolViolations()
    var now = ContinuousClock.now
    let model = DeviceModel(speed: speed, serial: "S1", oneTransferAtATime: oneTransferAtATime, now: now)
    let redirection = try Redirection(model, over: transport, complaints: complaints, clock: { now })
    while wires.0.taken < wires.0.bytes.count, !redirection.isOver { redirection.read() }
    for _ in 0..<10 {
      now += .milliseconds(30)
      redirection.tick()
    }
    redirection.handle(.unplug)
    redirection.handle(.plug)
    wires.0.isClosed = true
    redirection.read()
    return Fed(complaints: complaints.lines, isOver: redirection.isOver, output: wires.1.bytes)
  }

  /// Offsets at which a session is cut or altered: all in its first part, which is enumeration; then, if it is long,
  /// some.
  private func places(in session: Session) -> [Int] {
    let (count, all) = (session.bytes.count, 2048)
    return Array(0..<min(all, count)) + Array(stride(from: all, to: max(all, count), by: max(1, count / 100)))
  }

  @Test func `whole sessions leave nothing to complain of`() throws {
    for session in try Session.all() {
      for parallelVCPUs in [1, 7, Int.max] {
        let fed = try feed(session.bytes, session.speed, parallelVCPUs: parallelVCPUs)
        #expect(fed.complaints == [], "\(session.testDescription)")
        #expect(fed.isOver)
      }
    }
  }

  @Test func `a connection may end at any byte`() throws {
    for session in try Session.all() {
      let ends = packetEnds(in: session)
      for place in 0..<session.bytes.count {
        let fed = try feed(session.bytes[..<place], session.speed, oneTransferAtATime: place % 2 == 0)
        #expect(fed.isOver)
        let complaints = ends.contains(place) ? [] : ["the connection ended within a packet"]
        #expect(fed.complaints == complaints, "cut at \(place)")
      }
    }
  }

  /// Offsets at which a session's packets end. The first packet, the hello, has an id of 32 bits; all others of 64.
  private func packetEnds(in session: Session) -> Set<Int> {
    var ends: Set = [0]
    var end = 0
    while end < session.bytes.count {
      let length = (4..<8).reversed().reduce(0) { $0 << 8 | Int(session.bytes[end + $1]) }
      end += (end == 0 ? 12 : 16) + length
      ends.insert(end)
    }
    return ends
  }

  @Test func `any byte may be wrong`() throws {
    var random = SeededGenerator(seed: 1)
    var complained = 0
    for session in try Session.all() {
      for place in places(in: session) {
        for mask in [0xff, 1 << UInt8.random(in: 0..<8, using: &random)] as [UInt8] {
          var bytes = session.bytes
          bytes[place] ^= mask
          let fed = try feed(bytes, session.speed)
          #expect(fed.isOver)
          complained += fed.complaints.isEmpty ? 0 : 1
        }
      }
    }
    // Many bytes are data, or a request that is allowed; most of the others are headers.
    #expect(complained > 500)
    #expect(residentBytes() < 1 << 30)
  }

  @Test func `a byte may be missing or come twice`() throws {
    for session in try Session.all() {
      for place in places(in: session) {
        var bytes = session.bytes
        if place % 2 == 0 { bytes.remove(at: place) } else { bytes.insert(bytes[place], at: place) }
        #expect(try feed(bytes, session.speed).isOver)
      }
    }
  }

  @Test func `noise is complained of`() throws {
    var random = SeededGenerator(seed: 2)
    let hello = try Session.made(.high).bytes.prefix(84)
    for round in 0..<500 {
      let noise = (0..<Int.random(in: 16..<2000, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let fed = try feed(round % 2 == 0 ? noise : hello + noise, round % 3 == 0 ? .full : .high)
      #expect(fed.complaints != [])
    }
    #expect(residentBytes() < 1 << 30)
  }

  /// Well-formed packets with random contents get further into the device than noise does.
  @Test func `any packet may have anything in it`() throws {
    var random = SeededGenerator(seed: 3)
    // The packet's type and the length of its header; bulk, control and settings are more likely.
    let kinds: [(UInt32, Int)] = [
      (3, 0), (6, 1), (6, 1), (7, 0), (9, 2), (9, 2), (10, 1), (12, 3), (13, 1), (15, 1), (16, 1), (18, 8),
      (19, 4),
      (21, 0), (22, 0), (23, 0), (24, 0), (25, 10), (26, 5), (100, 10), (100, 10), (100, 10), (101, 10),
      (101, 10),
      (101, 10), (102, 4), (103, 4), (104, 10),
    ]
    let session = try Session.made(.high)
    for _ in 0..<400 {
      var bytes = Array(session.bytes.prefix(session.bytes.count / 3))
      for _ in 0..<30 {
        let (type, length) = kinds.randomElement(using: &random)!
        var header = (0..<length).map { _ in UInt8.random(in: 0...7, using: &random) }
        var data: [UInt8] = []
        if type >= 100 {
          let isIn = Bool.random(using: &random)
          header[0] = UInt8.random(in: 0...5, using: &random) | (isIn ? 0x80 : 0)
          data = isIn ? [] : LoopbackTests.bytes(Int.random(in: 0...2000, using: &random))
          if type == 100 {
            header[1] = [0, 1, 3, 6, 0x5b, 0x5c, 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66].randomElement(
              using: &random)!
            header[2] = [0x80, 0x00, 0x02, 0x82, 0x40, 0xc0, 0x40].randomElement(using: &random)!
            if header[2] & 0x80 == 0, Bool.random(using: &random) { data = [] }
            header[0] = header[2] & 0x80
            if Bool.random(using: &random) { header[6] |= 0x80 }
            setLength(&header, 8, data.count)
            if header[0] != 0 { data = [] }
          } else if type == 101 {
            if !isIn { setLength(&header, 2, data.count) }
            header[8] = 0
            header[9] = 0
          } else if type < 104 {
            setLength(&header, 2, data.count)
          }
        }
        let total = UInt32(header.count + data.count)
        bytes += little(type) + little(total) + little(UInt32.random(in: 0...40, using: &random)) + little(0)
        bytes += header + data
      }
      #expect(try feed(bytes, .high, oneTransferAtATime: Bool.random(using: &random)).isOver)
    }
    #expect(residentBytes() < 1 << 30)
  }

  @Test func `a peer that does not read does not fill the memory`() throws {
    let wires = (MemoryTransport.Pipe(), MemoryTransport.Pipe())
    let guest = Guest(over: MemoryTransport(incoming: wires.1, outgoing: wires.0))
    var now = ContinuousClock.now
    let model = DeviceModel(speed: .high, serial: "S1", oneTransferAtATime: false, now: now)
    let redirection = try Redirection(
      model, over: MemoryTransport(incoming: wires.0, outgoing: wires.1), complaints: ProtocolViolations(),
      clock: { now })
    guest.pump()
    redirection.read()
    guest.pump()
    _ = guest.setConfiguration(1)
    _ = guest.setAlternate(0, 1)
    _ = guest.startIsochronous(0x82)
    for _ in 0..<1000 { _ = guest.bulkIn(0x81, 1 << 20) }
    guest.pump()
    wires.1.isStuck = true
    for _ in 0..<100 {
      redirection.read()
      now += .milliseconds(100)
      redirection.tick()
    }
    #expect(redirection.isCongested)
    #expect(redirection.deadline == nil)
    #expect(usbredirparser_get_bufferered_output_size(redirection.parser) < 10 << 20)
    // Reads again: nothing was lost.
    wires.1.isStuck = false
    var answers = 0
    for _ in 0..<1000 where answers < 1000 {
      redirection.write()
      redirection.read()
      guest.pump()
      wires.1.bytes = []
      wires.1.taken = 0
      for case .bulk(_, _, 0, 1_048_576, _) in guest.take() { answers += 1 }
    }
    #expect(answers == 1000)
  }

  @Test func `a peer that has fewer capabilities is served too`() throws {
    // QEMU of long ago: 32-bit ids, 16-bit lengths, short ep_info.
    var bytes = little(0) + little(68) + little(0) + [UInt8](repeating: 0x61, count: 63) + [0] + little(0)
    bytes += little(6) + little(1) + little(1) + [1]
    bytes += little(101) + little(8) + little(2) + [0x81, 0, 0, 2] + little(0)
    let fed = try feed(bytes, .high)
    #expect(fed.complaints == [])
  }

  private func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> ($0 * 8) & 0xff) } }

  private func setLength(_ header: inout [UInt8], _ offset: Int, _ length: Int) {
    header[offset] = UInt8(length & 0xff)
    header[offset + 1] = UInt8(length >> 8)
  }

  /// The peak of this process's resident memory so far.
  private func residentBytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
