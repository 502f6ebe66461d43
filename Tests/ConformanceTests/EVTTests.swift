import Glibc
import Rig
import Synchronization
import SystemPackage
import Testing
import USBFS

extension Conformance.EVT {
  /// A way to wait for completions.
  private enum Waiter: CaseIterable, Sendable { case poll, level, edge }

  /// Timeout in milliseconds for a thread that has been woken. It only ends tests of kernels that do not wake it.
  private static let wakeUp: Int32 = 30_000

  /// A number that threads share. As a local variable an atomic crashes Swift 6.3.1 (MandatoryAllocBoxToStack).
  private final class Counter: Sendable { let value = Atomic<Int>(0) }

  @Test func `EVT-1: each completion wakes poll and epoll`() throws {
    let wave = 16
    let rounds = Rounds(3_200 / wave)
    let device = fixture.device
    let region = try fixture.map(wave * Kernel.pageSize)
    let urbs = (0..<wave).map {
      fixture.urb(fixture.source, region, at: $0 * Kernel.pageSize, count: fixture.maxPacket)
    }
    let level = try Epoll(device, isEdgeTriggered: false)
    let edge = try Epoll(device, isEdgeTriggered: true)
    for number in 0..<rounds.count {
      let kind = Waiter.allCases[number % Waiter.allCases.count]
      let round = rounds.begin(number, "\(kind)")
      // Comes to wait before, amid or after the completions, which are on their way as long as the kernel's timer takes.
      let headStart = Duration.microseconds(100 * (number / 3 % 50))
      let waiter = try BlockingCall {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < headStart {}
        try Self.reap(wave, from: device, takingAll: kind == .edge) {
          switch kind {
          case .poll: try device.poll(milliseconds: Fixture.timeout)
          case .level: try level.wait(milliseconds: Fixture.timeout)
          case .edge: try edge.wait(milliseconds: Fixture.timeout)
          }
        }
      }
      for urb in urbs { try device.submit(urb) }
      try expectWoken(waiter, round)
      try #require(try device.events().isEmpty, "\(round): what poll says with nothing left")
      try #require(try !level.wait(milliseconds: 0), "\(round): epoll's event with nothing left")
      for urb in urbs { expectDone(urb, fixture.maxPacket) }
      Supervisor.heartbeat()
    }
  }

  /// Reaps so many URBs, each time `wait` says that there is one: this, or, as one has to who is told of edges, all that
  /// are there.
  private static func reap(_ count: Int, from device: Device, takingAll: Bool, wait: () throws -> Bool) throws
  {
    var reaped = 0
    while reaped < count {
      guard try wait() else { throw Gadget.Failure(description: "nothing was ready") }
      _ = try device.reapNow()
      reaped += 1
      while takingAll, reaped < count, try isReaped(from: device) { reaped += 1 }
    }
  }

  /// Reaps an URB. False if there is none.
  private static func isReaped(from device: Device) throws(Errno) -> Bool {
    do {
      _ = try device.reapNow()
      return true
    } catch {
      // Swift 6.2.3 with assertions, as Debian has it, dies of an error pattern that rethrows (its SIL is not valid).
      if error == .resourceTemporarilyUnavailable { return false }
      throw error
    }
  }

  /// Waits for the end of a thread that reaps. A thread that does not come to it, although what it waits for is there,
  /// was not woken.
  private func expectWoken(_ waiter: BlockingCall<Void>, _ round: String) throws {
    let end = ContinuousClock.now + .milliseconds(Int64(Fixture.timeout))
    while !waiter.wait(milliseconds: 1000), ContinuousClock.now < end {
      // Asked anew, poll needs no wake-up to see it.
      if try fixture.device.events().contains(.reapable), !waiter.wait(milliseconds: Self.wakeUp) {
        throw Gadget.Failure(
          description: "\(round): the waiter sleeps on, although an URB has been there for 30 s")
      }
    }
    guard let result = waiter.result else {
      throw Gadget.Failure(description: "\(round): no URB completed")
    }
    #expect(throws: Never.self, "\(round)") { try result.get() }
  }

  @Test(.requires(.gadgetControl, .concurrentTransfers))
  func `EVT-2: a device that goes wakes and tells whoever waits`() throws {
    let node = fixture.location.node
    let context: UInt = 0x1234_5678_9abc
    SignalWatch.begin()
    let region = try fixture.map(pages: 2)
    let done = fixture.urb(fixture.loopIn, region, count: 4096)
    let pending = fixture.urb(fixture.loopIn, region, at: Kernel.pageSize, count: 4096)
    try fixture.device.submit(done)
    try fixture.sendToLoopback(1000, seed: 1)
    #expect(try fixture.device.poll(milliseconds: Fixture.timeout), "an URB that is done")
    try fixture.device.submit(pending)
    // Nothing is in flight on these two: only usbfs itself can wake who waits.
    let reaper = try BlockingCall {
      let device = try Device(node)
      return refusal { () throws(Errno) in _ = try device.reap() }
    }
    let poller = try BlockingCall {
      let device = try Device(node)
      // The signal goes to the thread that opened the node.
      try device.setDisconnectSignal(SignalWatch.number, context: context)
      var events: PollEvents = []
      while events.isEmpty {
        do { events = try device.events(milliseconds: -1) } catch Errno.interrupted {}
      }
      // To a thread that has ended none would come.
      _ = becomesTrue(within: Self.wakeUp) { SignalWatch.count > 0 }
      return (events: events, signals: SignalWatch.count)
    }
    guard reaper.waitUntilBlocked(), poller.waitUntilBlocked() else {
      try inconclusive("REAPURB or poll came back while the device was there: \(reaper.result, default: "-")")
    }
    defer { _ = try? Gadget.attach(fixture.rig) }
    try Gadget.detach(fixture.rig)

    if poller.wait(milliseconds: 2 * Self.wakeUp), let told = try poller.result?.get() {
      #expect(told.events.contains(.hangUp), "poll that slept when the device went")
      #expect(told.signals == 1, "signals that arrived")
      #expect(SignalWatch.code == SI_ASYNCIO, "si_code of the signal")
      #expect(SignalWatch.error == EPIPE, "si_errno of the signal")
      #expect(SignalWatch.context == context, "context of the signal")
    } else {
      Issue.record("poll sleeps on after the device went")
      poller.interrupt()
    }
    if reaper.wait(milliseconds: Self.wakeUp) {
      #expect(try reaper.result?.get() == .noSuchDevice, "REAPURB that slept when the device went")
    } else {
      Issue.record("REAPURB sleeps on after the device went")
      reaper.interrupt()
    }

    let device = fixture.device
    #expect(try device.events() == [.reapable, .error, .hangUp], "poll with URBs to be reaped")
    for urb in [done, pending] {
      #expect(try device.reapNow() === urb, "an URB of the device that went")
    }
    expectDone(done, 1000)
    expect(region[..<1000], holds: .pattern(seed: 1), "what came before the device went")
    #expect(pending.error != nil, "status of the URB that was in flight")
    #expect(try device.events() == [.error, .hangUp], "poll with nothing left")
    for _ in 0..<2 {
      #expect(throws: Errno.noSuchDevice, "REAPURB with nothing left") { try device.reap() }
      #expect(throws: Errno.noSuchDevice, "REAPURBNDELAY with nothing left") { try device.reapNow() }
    }
  }

  /// Expects a signal to end a REAPURB that has nothing to reap.
  private func expectInterrupted(_ region: Region) throws {
    let device = fixture.device
    let reaper = try BlockingCall { refusal { () throws(Errno) in _ = try device.reap() } }
    guard reaper.waitUntilBlocked() else { try inconclusive("REAPURB does not wait") }
    reaper.interrupt()
    if reaper.wait(milliseconds: Self.wakeUp) {
      #expect(try reaper.result?.get() == .interrupted, "REAPURB that a signal interrupted")
    } else {
      Issue.record("REAPURB sleeps on after a signal")
      try device.submit(fixture.urb(fixture.source, region, count: fixture.maxPacket))
      _ = reaper.wait(milliseconds: Fixture.timeout)
    }
  }

  @Test func `EVT-3: a signal that interrupts REAPURB loses no URB`() throws {
    let wave = 16
    let rounds = Rounds(100)
    let device = fixture.device
    SignalWatch.begin()
    let region = try fixture.map(wave * Kernel.pageSize)
    try expectInterrupted(region)
    let urbs = (0..<wave).map {
      fixture.urb(fixture.source, region, at: $0 * Kernel.pageSize, count: fixture.maxPacket)
    }
    var interruptions = 0
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      let reaped = Counter()
      let reaper = try BlockingCall {
        var interruptions = 0
        var seen: [ObjectIdentifier] = []
        while seen.count < wave {
          do {
            seen.append(ObjectIdentifier(try device.reap()))
            reaped.value.add(1, ordering: .releasing)
          } catch Errno.interrupted { interruptions += 1 }
        }
        return (interruptions: interruptions, distinct: Set(seen).count)
      }
      guard reaper.waitUntilBlocked() else { try inconclusive("\(round): REAPURB does not wait") }
      for urb in urbs {
        try device.submit(urb)
        reaper.interrupt()
      }
      try interrupt(reaper, reaped: { reaped.value.load(ordering: .acquiring) }, of: urbs, round)
      let result = try #require(try reaper.result?.get())
      #expect(result.distinct == wave, "\(round): URBs that were reaped once")
      for urb in urbs { expectDone(urb, fixture.maxPacket) }
      interruptions += result.interruptions
      Supervisor.heartbeat()
    }
    measured("\(interruptions) interruptions, \(rounds.count * wave) URBs")
    if interruptions == 0 { try inconclusive("no signal found REAPURB asleep") }
  }

  /// Interrupts a thread that reaps until it has reaped all. What is neither reaped nor in flight when nothing has come
  /// for long is lost.
  private func interrupt(
    _ reaper: BlockingCall<(interruptions: Int, distinct: Int)>, reaped: () -> Int, of urbs: [URB],
    _ round: String
  ) throws {
    var last = (count: 0, time: ContinuousClock.now)
    while !reaper.wait(milliseconds: 0) {
      reaper.interrupt()
      let count = reaped()
      if count != last.count { last = (count, .now) }
      guard ContinuousClock.now - last.time > .milliseconds(Int64(Self.wakeUp)) else { continue }
      let inFlight = urbs.count { urb in
        refusal { () throws(Errno) in try fixture.device.discard(urb) } == nil
      }
      if count + inFlight == urbs.count { try inconclusive("\(round): no URB completed for 10 s") }
      throw Gadget.Failure(
        description:
          "\(round): of \(urbs.count) URBs \(count) were reaped and \(inFlight) are in flight: the others are lost"
      )
    }
  }

  /// Expects a discard to find nothing to be discarded.
  private func expectNotInFlight(_ urb: URB, _ what: String, on device: Device) {
    let refused = refusal { () throws(Errno) in try device.discard(urb) }
    #expect(refused == .invalidArgument, "discarding an URB that \(what)")
  }

  /// Expects this URB to be the next that is reaped, at once.
  private func expectReapable(_ urb: URB, _ what: String) throws {
    var reaped: URB?
    let refused = refusal { () throws(Errno) in reaped = try fixture.device.reapNow() }
    #expect(refused == nil, "\(what): reaping an URB that DISCARDURB was done with")
    if refused != nil { reaped = try fixture.reap() }
    #expect(reaped === urb, "\(what): the URB that is reaped")
  }

  @Test(.requires(.concurrentTransfers)) func `EVT-4: a discard is done when it returns`() throws {
    let device = fixture.device
    let region = try fixture.map(min(256 << 10, fixture.rig.largestTransfer))
    let waiting = fixture.urb(fixture.loopIn, region, count: 4096)
    expectNotInFlight(waiting, "was never submitted", on: device)
    try device.submit(waiting)
    expectNotInFlight(waiting, "is another descriptor's", on: try Device(fixture.location.node))
    try device.discard(waiting)
    expectNotInFlight(waiting, "was discarded", on: device)
    try expectReapable(waiting, "an IN that waited")
    #expect(waiting.error == .noSuchFileOrDirectory, "status of a discarded URB")
    expectNotInFlight(waiting, "was reaped", on: device)
    let done = fixture.urb(fixture.source, region, count: fixture.maxPacket)
    try device.submit(done)
    _ = try device.poll(milliseconds: Fixture.timeout)
    expectNotInFlight(done, "is complete", on: device)
    try expectReapable(done, "an URB that was complete")
    expectDone(done, fixture.maxPacket)

    // Who asks for what is there does not wait for more.
    try device.submit(done)
    _ = try device.poll(milliseconds: Fixture.timeout)
    try device.submit(waiting)
    let prompt = try BlockingCall { try device.reap() === done }
    #expect(prompt.wait(milliseconds: Self.wakeUp), "REAPURB of one URB comes back with another in flight")
    try device.discard(waiting)
    _ = prompt.wait(milliseconds: Fixture.timeout)
    #expect(try prompt.result?.get() == true, "the URB that was there is reaped")
    #expect(try fixture.reap() === waiting)

    // Of two that wait the one that is named goes.
    let second = fixture.urb(fixture.loopIn, region, at: 4096, count: 4096)
    for urb in [waiting, second] { try device.submit(urb) }
    try device.discard(second)
    try expectReapable(second, "the second IN that waited")
    #expect(second.error == .noSuchFileOrDirectory, "status of the second, discarded")
    #expect(throws: Errno.resourceTemporarilyUnavailable, "the first stays in flight") {
      try device.reapNow()
    }
    try device.discard(waiting)
    try expectReapable(waiting, "the first IN that waited")

    // Who waits is woken.
    try device.submit(waiting)
    let reaper = try BlockingCall { try device.reap() }
    guard reaper.waitUntilBlocked() else { try inconclusive("REAPURB does not wait") }
    try device.discard(waiting)
    if !reaper.wait(milliseconds: Self.wakeUp) {
      Issue.record("REAPURB sleeps on, although the URB was discarded")
      reaper.interrupt()
    }
    #expect(throws: Never.self, "REAPURB of an URB that was discarded") { try reaper.result?.get() }

    // In the midst of its data.
    let next = try fixture.map(pages: 1)
    let rounds = Rounds(60)
    let copy = fixture.buffer(region.count)
    var discarded = 0
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      region.fill(.byte(0x5a))
      let urb = fixture.urb(fixture.source, region, count: region.count)
      let start = ContinuousClock.now
      try device.submit(urb)
      while ContinuousClock.now - start < .microseconds(number % 20 * 500) {}
      try fixture.discardUnlessDone(urb)
      try expectReapable(urb, round)
      if urb.error != nil { discarded += 1 }
      copy.bytes.copyMemory(from: UnsafeRawBufferPointer(region.bytes))
      // What comes for the endpoint next goes to the next.
      for _ in 0..<2 {
        expectDone(
          try fixture.submitAndReap(fixture.urb(fixture.source, next, count: fixture.maxPacket)),
          fixture.maxPacket)
      }
      expect(region, holds: .bytes(of: copy), "\(round): the region after the discard")
    }
    measured("\(discarded) of \(rounds.count) discarded before they were done")
    if discarded == 0 { try inconclusive("every transfer was done before it was discarded") }
  }

  @Test(.requires(.root, .concurrentTransfers))
  func `EVT-5: 300 URBs on one region, 300 sharers of one`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let (count, size) = (300, fixture.maxPacket)
    let region = try fixture.map(count * size)
    let urbs = (0..<count).map { fixture.urb(fixture.loopIn, region, at: $0 * size, count: size) }
    for urb in urbs { try fixture.device.submit(urb) }
    func complete(_ index: Int) throws {
      try fixture.sendToLoopback(50, seed: UInt64(index))
      #expect(try fixture.reap() === urbs[index], "URB \(index) of \(count)")
      expectDone(urbs[index], 50)
    }
    // Some complete with the region mapped, some after.
    for index in 0..<50 {
      try complete(index)
      expect(region[at: index * size, count: 50], holds: .pattern(seed: UInt64(index)), "URB \(index)")
    }
    try region.unmap()
    for index in 50..<(count - 1) { try complete(index) }
    #expect(
      try quota.measure().usage - before.usage >= region.count,
      "the region counts with one of 300 URBs in flight")
    try complete(count - 1)
    #expect(try quota.isUnchanged(since: before), "in use after the last of 300 URBs")

    let parts = 150
    let shared = try fixture.map(pages: parts)
    let page = Kernel.pageSize
    // Each part with another protection than its neighbours is a mapping of its own.
    for part in stride(from: 0, to: parts, by: 2) {
      try #require(mprotect(shared.base + part * page, page, PROT_READ) == 0)
    }
    let child = try ForkedProcess { step in
      step.done()
      step.wait()
      munmap(shared.base, (parts - 1) * page)
      step.done()
      step.wait()
      return 0
    }
    child.wait()
    try shared.unmap()
    #expect(try !quota.isUnchanged(since: before), "in use with 150 of 300 mappings left")
    child.go()
    child.wait()
    #expect(try !quota.isUnchanged(since: before), "in use with one of 300 mappings left")
    child.go()
    #expect(try child.status() == 0)
    #expect(try quota.isUnchanged(since: before), "in use after the last of 300 mappings")
  }

  @Test(.requires(.concurrentTransfers)) func `EVT-6: the signal of an URB says which and how`() throws {
    let device = fixture.device
    SignalWatch.begin()
    let region = try fixture.map(pages: 3)
    func runs(_ urb: URB, _ name: String, isDiscarded: Bool = false) throws {
      // The signal goes to the process of the thread that submits, if that has not ended.
      let call = try BlockingCall {
        let before = SignalWatch.count
        try device.submit(urb)
        if isDiscarded { try device.discard(urb) }
        guard try device.poll(milliseconds: Fixture.timeout) else { return -1 }
        _ = becomesTrue(within: Self.wakeUp) { urb.signal == 0 || SignalWatch.count != before }
        _ = try device.reapNow()
        return SignalWatch.count - before
      }
      try #require(call.wait(milliseconds: 2 * Fixture.timeout), "\(name): the thread that submits ends")
      let count = try call.result?.get()
      guard urb.signal != 0 else {
        #expect(count == 0, "\(name): signals")
        return
      }
      #expect(count == 1, "\(name): signals")
      #expect(SignalWatch.code == SI_ASYNCIO, "\(name): si_code")
      #expect(SignalWatch.error == urb.status, "\(name): si_errno")
      #expect(SignalWatch.context == UInt(bitPattern: urb.address), "\(name): the URB's address")
    }
    let good = fixture.urb(fixture.loopIn, region, count: 4096)
    good.signal = SignalWatch.number
    try fixture.sendToLoopback(100, seed: 1)
    try runs(good, "an URB that succeeds")
    expectDone(good, 100)
    try runs(fixture.urb(fixture.source, region, count: fixture.maxPacket), "an URB that asks for no signal")
    let short = fixture.urb(fixture.loopIn, region, at: Kernel.pageSize, count: 4096, flags: .shortNotOK)
    short.signal = SignalWatch.number
    try fixture.sendToLoopback(100, seed: 2)
    try runs(short, "an URB that fails")
    #expect(short.error == .remoteIO, "status of an URB that fails")
    try fixture.claim()
    let waiting = fixture.urb(fixture.loopIn, region, at: 2 * Kernel.pageSize, count: 4096)
    waiting.signal = SignalWatch.number
    try runs(waiting, "an URB that is discarded", isDiscarded: true)
    #expect(waiting.error == .noSuchFileOrDirectory, "status of an URB that is discarded")
    // A signal that came late came before those of later URBs.
    #expect(SignalWatch.count == 3, "signals of three URBs that asked for one and one that did not")
  }
}
