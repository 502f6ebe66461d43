import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.FLT {
  /// More failures than any of these calls has steps that can fail.
  private static let most = 500

  /// Calls with the first step that can fail failing, then with the second, until all steps succeed. Some steps may
  /// fail and the call succeed nevertheless: the kernel knows another way.
  /// - Parameters:
  ///   - errors: What the call may be refused with.
  ///   - accepted: Looks at what a call gave, and undoes it.
  ///   - refused: Looks at what a refusal left.
  /// - Returns: How many calls were refused with which error.
  private func sweep<T>(
    _ what: String, _ errors: [Errno], call: () throws(Errno) -> T, accepted: (T) throws -> Void,
    refused: () throws -> Void
  ) throws -> [Errno: Int] {
    let faults = try FaultInjection()
    var seen: [Errno: Int] = [:]
    for number in 1...Self.most {
      Supervisor.heartbeat()
      let (result, fired) = try faults.failing(number, call)
      switch result {
      case .success(let value):
        try accepted(value)
        if !fired {
          let kinds = seen.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) times \($0.key)" }
          measured(
            "\(what): \(number - 1) failures, refused \(kinds.isEmpty ? "never" : kinds.joined(separator: ", "))"
          )
          return seen
        }
      case .failure(let error):
        seen[error, default: 0] += 1
        #expect(errors.contains(error), "\(what), with failure \(number)")
        try refused()
        // From here on it always would be.
        try #require(fired, "\(what) is refused without a failure")
      }
    }
    Issue.record("\(what) does not succeed after \(Self.most) failures")
    return seen
  }

  @Test(.requires(.root, .faultInjection), .tolerates(warningsOf: "untrack_pfn"))
  func `FLT-1: an mmap that fails half-way leaves nothing behind`() throws {
    let quota = try Quota(fixture.location.node)
    // Touched once, so that what the program itself needs for the calls is there.
    try fixture.device.map(1).unmap()
    let before = try quota.measure()
    for size in [Kernel.pageSize, 1 << 20] {
      let refusals = try sweep(
        "mmap of \(size) bytes", [.noMemory, .resourceTemporarilyUnavailable],
        call: { () throws(Errno) in try fixture.device.map(size) },
        accepted: { (region) throws in
          region.fill(.pattern(seed: 1))
          expect(region, holds: .pattern(seed: 1))
          try region.unmap()
          #expect(try quota.isUnchanged(since: before), "in use after munmap")
        },
        refused: { () throws in
          #expect(try quota.isUnchanged(since: before), "in use after a refusal")
          let region = try fixture.device.map(size)
          expect(region, holds: .byte(0), "a fresh region")
          try region.unmap()
        }
      ).values.reduce(0, +)
      if refusals < 3 { try inconclusive("only \(refusals) calls were refused: region, bookkeeping, pages") }
    }
  }

  @Test(.requires(.root, .faultInjection, .hcdReportsENOMEM))
  func `FLT-2: a submit that fails half-way leaves nothing behind`() throws {
    let quota = try Quota(fixture.location.node)
    let region = try fixture.map(4 * Kernel.pageSize)
    var urbs: [(String, URB)] = [
      ("bulk IN", fixture.urb(fixture.source, region, count: region.count)),
      ("control IN", fixture.urb(0, region, count: 26, type: .control)),
    ]
    if fixture.rig.has(.isochronous) {
      try fixture.selectIsochronous()
      let lengths = Array(repeating: fixture.isochronousPacket, count: 8)
      let room = try fixture.map(lengths.reduce(0, +))
      urbs.append(("isochronous IN", fixture.isochronous(fixture.isochronousIn, room, lengths: lengths)))
    }
    // Ordinary memory in one piece and, where the controller takes them, in several.
    for count in [fixture.maxPacket, 64 << 10] {
      let buffer = fixture.buffer(count)
      buffer.fill(.source)
      for (name, endpoint) in [("IN", fixture.source), ("OUT", fixture.sink)] {
        urbs.append(("bulk \(name) of \(count) ordinary bytes", fixture.urb(endpoint, buffer, count: count)))
      }
    }
    let before = try quota.measure()
    for (name, urb) in urbs {
      func finish() throws {
        #expect(try fixture.reap() === urb)
        // The first isochronous packets of a stream come when the device is ready.
        if name != "isochronous IN" { #expect(urb.error == nil, "\(name)") }
      }
      if name == "control IN" { region.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8) }
      try fixture.device.submit(urb)
      try finish()
      let refusals = try sweep(
        "submission, \(name)", [.noMemory, .badAddress, .resourceTemporarilyUnavailable],
        call: { () throws(Errno) in try fixture.device.submit(urb) },
        accepted: { try finish() },
        refused: { () throws in
          #expect(throws: Errno.resourceTemporarilyUnavailable, "reaped after a refusal") {
            try fixture.device.reapNow()
          }
          #expect(try quota.isUnchanged(since: before), "in use after a refusal")
          try fixture.device.submit(urb)
          try finish()
        })
      if refusals.isEmpty { try inconclusive("no submission was refused: \(name)") }
      #expect(try quota.isUnchanged(since: before), "in use after \(name)")
    }
    // What a refusal left of the region's use would keep the memory now.
    try region.unmap()
    let after = try quota.measure().usage
    #expect(before.usage - after >= region.count, "given back by munmap")
  }

  @Test(.requires(.root, .faultInjection)) func `FLT-3: a reap or munmap that fails loses no region`() throws
  {
    let quota = try Quota(fixture.location.node)
    func expectUsable(_ region: Region) throws {
      region.fill(.byte(0xaa))
      expectDone(
        try fixture.submitAndReap(fixture.urb(fixture.source, region, count: region.count)), region.count)
      expect(region, holds: .source)
    }

    // The control: the copy with which an ordinary URB is reaped fails, so that failures do reach REAPURB.
    let buffer = fixture.buffer(Kernel.pageSize)
    let ordinary = fixture.urb(fixture.source, buffer, count: buffer.count)
    try fixture.device.submit(ordinary)
    _ = try fixture.device.poll(milliseconds: Fixture.timeout)
    let faults = try FaultInjection()
    let (control, _) = try faults.failing(1) { () throws(Errno) in try fixture.device.reapNow() }
    if case .success = control {
      unreached("a copy that fails, for this kernel fails none (CONFIG_FAULT_INJECTION_USERCOPY)")
    }

    do {
      let region = try fixture.map(4 * Kernel.pageSize)
      let urb = fixture.urb(fixture.source, region, count: region.count)
      try fixture.device.submit(urb)
      _ = try fixture.device.poll(milliseconds: Fixture.timeout)
      let (reaped, _) = try faults.failing(1) { () throws(Errno) in try fixture.device.reapNow() }
      #expect(throws: Never.self, "reaping a region URB") { try reaped.get() }
      expectDone(urb, region.count)
      try region.unmap()
    }

    let page = Kernel.pageSize
    let before = try quota.measure()
    var refusals = 0
    for (what, range) in [
      ("all", 0..<4 * page), ("the beginning", 0..<page), ("the end", 3 * page..<4 * page),
      ("the middle", page..<2 * page),
    ] {
      var region = try fixture.device.map(4 * page)
      let held = try quota.measure()
      refusals += try sweep(
        "munmap of \(what)", [.noMemory],
        call: { () throws(Errno) in try region.unmap(range) },
        accepted: { () throws in
          region.disown()
          if range.lowerBound > 0 { try region.unmap(0..<range.lowerBound) }
          if range.upperBound < region.count {
            #expect(try quota.isUnchanged(since: held), "in use after munmap of \(what)")
            try region.unmap(range.upperBound..<region.count)
          }
          #expect(try quota.isUnchanged(since: before), "in use after munmap of \(what) and the rest")
          region = try fixture.device.map(4 * page)
        },
        refused: { () throws in
          #expect(try quota.isUnchanged(since: held), "in use after a refusal")
          try expectUsable(region)
        }
      ).values.reduce(0, +)
      try expectUsable(region)
      try region.unmap()
      #expect(try quota.isUnchanged(since: before), "in use at the end")
    }
    if refusals < 1 { try inconclusive("no munmap was refused") }
  }

  /// Calls `body` with a place for so many bytes where nothing is mapped for 1 GiB around, so that every page table but
  /// the topmost is wanted; and two of the lowest, for the place lies across an edge of 2 MiB.
  private func withEmptyPlace(_ size: Int, _ body: (UnsafeMutableRawPointer) throws -> Void) throws {
    let gibibyte = 1 << 30
    let room = mmap(nil, 4 * gibibyte, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)!
    let edge = (Int(bitPattern: room) / gibibyte + 2) * gibibyte
    munmap(room, 4 * gibibyte)
    try body(UnsafeMutableRawPointer(bitPattern: edge - size / 2)!)
  }

  /// How many of the refusals in an empty place were for page tables. Those are EAGAIN; a kernel that says ENOMEM there,
  /// too, refuses more often than where neighbours have all page tables already.
  private func forPageTables(_ refusals: [Errno: Int], _ size: Int, at place: UnsafeMutableRawPointer) throws
    -> Int
  {
    if let unavailable = refusals[.resourceTemporarilyUnavailable] { return unavailable }
    let page = Kernel.pageSize
    let neighbours = [place - page, place + size].map {
      fixture.buffer(page, at: $0, flags: CInt(MAP_FIXED))
    }
    for neighbour in neighbours { neighbour.fill(.byte(1)) }
    let fewest = try sweep(
      "mmap between neighbours", [.noMemory],
      call: { () throws(Errno) in try fixture.device.map(size, .readWrite, [.shared, .fixed], at: place) },
      accepted: { (region) throws in try region.unmap() }, refused: { () throws in })
    for neighbour in neighbours { munmap(neighbour.base, page) }
    return refusals.values.reduce(0, +) - fewest.values.reduce(0, +)
  }

  @Test(.requires(.root, .faultInjection), .tolerates(warningsOf: "untrack_pfn"))
  func `FLT-4: a region without page tables is given back once`() throws {
    let quota = try Quota(fixture.location.node)
    let size = 1 << 20
    let before = try quota.measure()
    let free = Kernel.freeMemory ?? 0
    var unavailable = 0
    let rounds = 2
    try withEmptyPlace(size) { place in
      for _ in 0..<rounds {
        let refusals = try sweep(
          "mmap in an empty place", [.noMemory, .resourceTemporarilyUnavailable],
          call: { () throws(Errno) in try fixture.device.map(size, .readWrite, [.shared, .fixed], at: place)
          },
          accepted: { (region) throws in
            try region.unmap()
            #expect(try quota.isUnchanged(since: before), "in use after munmap")
          },
          refused: { () throws in
            #expect(try quota.isUnchanged(since: before), "in use after a refusal")
            #expect(Kernel.vmFlags(of: place).isEmpty, "mapped after a refusal")
          })
        unavailable += try forPageTables(refusals, size, at: place)
      }
    }
    if unavailable < 2 * rounds { try inconclusive("only \(unavailable) calls were refused for page tables") }
    // A region not given back each time would show.
    let lost = free - (Kernel.freeMemory ?? 0)
    #expect(lost < unavailable * size / 2, "bytes fewer free after \(unavailable) refusals")
  }

  @Test(.requires(.root, .faultInjection, .regionsInOnePiece))
  func `FLT-5: a region without page tables is refused in silence`() throws {
    let size = 1 << 20
    let log = KernelLog()
    var refusals: [Errno: Int] = [:]
    try withEmptyPlace(size) { place in
      refusals = try sweep(
        "mmap in an empty place", [.noMemory, .resourceTemporarilyUnavailable],
        call: { () throws(Errno) in try fixture.device.map(size, .readWrite, [.shared, .fixed], at: place) },
        accepted: { (region) throws in try region.unmap() }, refused: { () throws in })
    }
    #expect(log.firstSplat == nil)
    try withEmptyPlace(size) { place in
      if try forPageTables(refusals, size, at: place) == 0 {
        try inconclusive("no call was refused for page tables")
      }
    }
  }
}
