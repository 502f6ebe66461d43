import CUSBFS
import Glibc
import Rig
import Synchronization
import SystemPackage
import Testing
import USBFS

extension Conformance.RAC {
  /// Timeout in milliseconds after which two threads that wait for each other always will.
  private static let deadlock = Fixture.timeout

  /// Regions before those that are raced for: the kernel looks through them, with the lock held, to find a later one.
  private func crowd() throws -> [Region] { try (0..<200).map { _ in try fixture.map(pages: 1) } }

  /// Flags of a bulk IN URB that is refused after its region was found, so that a try costs no transfer; nil where
  /// usbfs knows no continuation.
  private func flagsOfLateRefusal() throws -> URBFlags? {
    guard try fixture.device.capabilities().contains(.bulkContinuation) else { return nil }
    let region = try fixture.map(pages: 1)
    try fixture.sendToLoopback(100, seed: 1)
    let short = try fixture.submitAndReap(
      fixture.urb(fixture.loopIn, region, count: 4096, flags: .shortNotOK))
    guard short.error == .remoteIO else { return nil }
    return [.shortNotOK, .bulkContinuation]
  }

  /// What the two threads of a race tell each other.
  private final class Target: Sendable {
    /// Address of the region; 0 before the first, 1 after the last.
    let address = Atomic<UInt>(0)
    /// Whether a submission is on its way.
    let isSubmitting = Atomic<Bool>(false)
  }

  @Test(.requires(.concurrentTransfers)) func `RAC-1: submit may race munmap of the same region`() throws {
    let device = fixture.device
    let late = try flagsOfLateRefusal()
    let rounds = Rounds(late == nil ? 200 : 1_200)
    let crowd = try crowd()
    let target = Target()
    let (page, endpoint) = (Kernel.pageSize, fixture.loopIn)
    let interruptions = Interruptions()
    let submitter = try BlockingCall {
      var tries = 0
      while true {
        let address = target.address.load(ordering: .acquiring)
        if address == 1 { return tries }
        guard let place = UnsafeMutableRawPointer(bitPattern: address) else { continue }
        let urb = URB(
          .bulk, endpoint: endpoint, buffer: place, length: Int32(page), flags: late ?? [])
        target.isSubmitting.store(true, ordering: .relaxed)
        let refused = refusal { () throws(Errno) in try device.submit(urb) }
        target.isSubmitting.store(false, ordering: .relaxed)
        tries += 1
        if late != nil {
          guard refused == .remoteIO else {
            throw Gadget.Failure(
              description: "a continuation on a disabled endpoint: \(refused, default: "accepted")")
          }
        } else {
          if let refused { throw refused }
          try device.discard(urb)
          _ = try device.reap()
        }
      }
    }
    var met = 0
    // Whatever happens, the other thread must come to its end.
    do {
      defer { target.address.store(1, ordering: .releasing) }
      for number in 0..<rounds.count {
        rounds.begin(number)
        let region = try device.map(page)
        target.address.store(UInt(bitPattern: region.base), ordering: .releasing)
        if late == nil || number % 2 == 0 {
          while !target.isSubmitting.load(ordering: .relaxed), submitter.result == nil {}
        }
        if target.isSubmitting.load(ordering: .relaxed) { met += 1 }
        try region.unmap()
        Supervisor.heartbeat()
      }
    }
    if !submitter.wait(milliseconds: Self.deadlock) {
      throw Gadget.Failure(description: "a submission does not come back")
    }
    let tries = try #require(try submitter.result?.get())
    withExtendedLifetime((crowd, interruptions)) {}
    measured("\(rounds.count) regions, \(tries) submissions, \(met) on their way at the munmap")
    if met < rounds.count / 10 { try inconclusive("only \(met) submissions were on their way at the munmap") }
  }

  @Test(.requires(.concurrentTransfers)) func `RAC-2: mmap may race completion, reap and discard`() throws {
    let device = fixture.device
    let (wave, waiting) = (48, 2)
    let rounds = Rounds(40)
    let page = Kernel.pageSize
    let race = Race(3)
    let interruptions = Interruptions()
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      let regions = try (0..<wave).map { _ in try device.map(page) }
      let urbs = regions.enumerated().map { index, region in
        fixture.urb(
          index < waiting ? fixture.loopIn : fixture.source, region, count: fixture.maxPacket)
      }
      for urb in urbs { try device.submit(urb) }
      // From here on the URBs are their regions' last users.
      for region in regions { try region.unmap() }
      let results = race.run([
        {
          for _ in 0..<(2 * wave) {
            let region = try device.map(page)
            region.bytes[0] = 1
            try region.unmap()
          }
        },
        { for urb in urbs[..<waiting] { try device.discard(urb) } },
        { for _ in 0..<wave { _ = try device.reap() } },
      ])
      for (racer, error) in results.enumerated() where error != nil {
        Issue.record("\(round): \(["mmap", "discard", "reap"][racer]) gave \(error!)")
      }
      for urb in urbs[waiting...] { expectDone(urb, fixture.maxPacket) }
      for urb in urbs[..<waiting] {
        #expect(urb.error == .noSuchFileOrDirectory, "status of a discarded URB")
      }
      Supervisor.heartbeat()
    }
    withExtendedLifetime(interruptions) {}
  }

  /// Maps and unmaps through a descriptor, with nothing but system calls; 0 if all went well.
  private static func mapAndUnmap(_ fd: CInt, _ count: Int) -> CInt {
    let page = Kernel.pageSize
    for _ in 0..<count {
      let address = cusbfs_mmap(nil, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0)
      guard address > 0, let place = UnsafeMutableRawPointer(bitPattern: address) else { return 1 }
      place.storeBytes(of: 1, as: UInt8.self)
      if munmap(place, page) != 0 { return 2 }
    }
    return 0
  }

  /// Submits and reaps through a descriptor, with nothing but system calls; 0 if as many were reaped as submitted. Of
  /// two that do this each may reap what is the other's.
  private static func transfer(_ fd: CInt, _ urb: URB, _ place: UnsafeMutableRawPointer, _ count: Int) -> CInt
  {
    for _ in 0..<count {
      if cusbfs_ioctl(fd, CUSBFS_SUBMITURB, urb.address) != 0 { return 3 }
      var result: CInt = -EAGAIN
      while result == -EAGAIN {
        var event = pollfd(fd: fd, events: Int16(POLLOUT), revents: 0)
        if poll(&event, 1, Fixture.timeout) <= 0 { return 4 }
        result = cusbfs_ioctl(fd, CUSBFS_REAPURBNDELAY, place)
      }
      if result != 0 { return 5 }
    }
    return 0
  }

  /// Makes a mapping of each page of a region and unmaps them one by one.
  private static func splitAndUnmap(_ region: Region) -> CInt {
    let page = Kernel.pageSize
    for offset in stride(from: 0, to: region.count, by: 2 * page) {
      if mprotect(region.base + offset, page, PROT_READ) != 0 { return 6 }
    }
    for offset in stride(from: 0, to: region.count, by: page) {
      if munmap(region.base + offset, page) != 0 { return 7 }
    }
    return 0
  }

  /// Runs `body` in this process and in a child at once, and expects 0 from both.
  private func inTwoProcesses(_ what: String, _ body: () -> CInt) throws {
    let child = try ForkedProcess { step in
      step.done()
      step.wait()
      return body()
    }
    child.wait()
    child.go()
    #expect(body() == 0, "\(what): this process")
    #expect(try child.status() == 0, "\(what): the child")
  }

  @Test(.requires(.root, .concurrentTransfers)) func `RAC-3: two processes may use one descriptor at once`()
    throws
  {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let device = fixture.device
    let fd = device.fileDescriptor.rawValue
    let interruptions = Interruptions()
    let rounds = Rounds(8)
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      try inTwoProcesses("\(round), map and unmap") { Self.mapAndUnmap(fd, 300) }
      let region = try device.map(64 * Kernel.pageSize)
      region.disown()
      try inTwoProcesses("\(round), split and unmap") { Self.splitAndUnmap(region) }
      Supervisor.heartbeat()
    }
    let region = try device.map(2 * Kernel.pageSize)
    let urb = fixture.urb(fixture.source, region, count: fixture.maxPacket)
    let slot = fixture.buffer(8)
    try inTwoProcesses("submit and reap") { Self.transfer(fd, urb, slot.base, 300) }
    #expect(throws: Errno.resourceTemporarilyUnavailable, "URBs left") { try device.reapNow() }
    try region.unmap()
    withExtendedLifetime(interruptions) {}
    #expect(try quota.isUnchanged(since: before), "in use after all was unmapped")
  }

  @Test func `RAC-4: MAP_FIXED may meet a submission that waits for its memory`() throws {
    let device = fixture.device
    let page = Kernel.pageSize
    let reserved = fixture.buffer(page)

    // Memory that comes at once: pages that were taken away are found again. The request has no room for its data, which
    // is seen when its setup packet was read.
    let setup = fixture.sharedBuffer(page)
    setup.base.copyMemory(from: URBCase.getDescriptor, byteCount: 8)
    let refused = URB(.control, endpoint: 0, buffer: setup.base, length: 8, owner: setup)
    let rounds = Rounds(1_000)
    let submitter = try BlockingCall {
      for _ in 0..<rounds.count {
        madvise(setup.base, page, MADV_DONTNEED)
        let error = refusal { () throws(Errno) in try device.submit(refused) }
        guard error == .invalidArgument else {
          throw Gadget.Failure(
            description: "a request without room for its data: \(error, default: "accepted")")
        }
      }
    }
    let mapper = try BlockingCall {
      for number in 0..<rounds.count {
        rounds.begin(number)
        try device.map(page, .readWrite, [.shared, .fixed], at: reserved.base).disown()
      }
    }
    for (name, call) in [("submit", submitter), ("MAP_FIXED", mapper)] {
      if !call.wait(milliseconds: Self.deadlock) {
        throw Gadget.Failure(description: "\(name) and the other thread's call wait for each other")
      }
      #expect(throws: Never.self, "\(name)") { try call.result?.get() }
    }

    // Memory that comes only after the region was replaced.
    let memory: MissingMemory
    do { memory = try MissingMemory(page) } catch {
      unreached("memory that is not there for long: userfaultfd is \(error)")
      return
    }
    let urb = fixture.urb(fixture.sink, memory.buffer, count: fixture.maxPacket)
    for number in 0..<20 {
      memory.takeAway()
      let submission = try BlockingCall { try device.submit(urb) }
      guard memory.isAwaited(milliseconds: Fixture.timeout) else {
        try inconclusive("the submission does not wait for its memory: \(submission.result, default: "-")")
      }
      let replacement = try BlockingCall {
        try device.map(page, .readWrite, [.shared, .fixed], at: reserved.base).disown()
      }
      let isDone = replacement.wait(milliseconds: Self.deadlock)
      #expect(submission.result == nil, "round \(number): a submission without its memory")
      try memory.give(fixture.sourcePattern(page))
      if !isDone { throw Gadget.Failure(description: "round \(number): MAP_FIXED waits for a submission") }
      #expect(throws: Never.self, "round \(number): MAP_FIXED") { try replacement.result?.get() }
      #expect(try fixture.reap() === urb)
      expectDone(urb, fixture.maxPacket)
      #expect(reserved.holds(.byte(0)), "round \(number): the region that replaced another")
    }
  }
}
