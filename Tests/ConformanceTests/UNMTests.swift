import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.UNM {
  /// An IN that stays in flight until the loopback is fed.
  private func pending(_ region: Region, at offset: Int = 0, count: Int) throws -> URB {
    let urb = fixture.urb(fixture.loopIn, region, at: offset, count: count)
    try fixture.device.submit(urb)
    return urb
  }

  @Test func `UNM-1: munmap succeeds and the URB stays in flight`() throws {
    let region = try fixture.map(pages: 4)
    let count = fixture.rig.quirks.contains(.forgetsShortLengths) ? fixture.loopRequest : region.count
    let urb = try pending(region, count: count)
    try region.unmap()
    #expect(throws: Errno.resourceTemporarilyUnavailable, "the URB is still in flight") {
      try fixture.device.reapNow()
    }
    try fixture.sendToLoopback(1000, seed: 1)
    #expect(try fixture.reap() === urb)
    expectDone(urb, 1000)

    try LibUSB.use(fixture) { libusb in
      let memory = try #require(libusb.allocate(count))
      let transfer = try libusb.submit(fixture.loopIn, memory)
      libusb.free(memory)
      try libusb.send(fixture.loopOut, Pattern.bytes(1000, seed: 1))
      #expect(try transfer.finish() == 1000, "libusb: actual_length")
    }
  }

  @Test(.requires(.root)) func `UNM-2: memory returns only after the last URB is gone`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure().usage
    let region = try fixture.map(64 << 10)
    let urbs = try (0..<2).map { try pending(region, at: $0 << 12, count: 4096) }
    let inFlight = try quota.measure().usage
    try region.unmap()
    let unmapped = try quota.measure().usage
    #expect(unmapped == inFlight, "in use after the munmap, with two URBs in flight")
    try fixture.sendToLoopback(100, seed: 1)
    #expect(try fixture.reap() === urbs[0])
    let one = try quota.measure().usage
    #expect(one >= before + region.count, "in use with one URB in flight")
    try fixture.sendToLoopback(100, seed: 1)
    #expect(try fixture.reap() === urbs[1])
    #expect(try quota.measure().usage == before, "in use after the last URB")
  }

  @Test(.requires(.root, .disposableMachine)) func `UNM-3: late data lands in nobody else's memory`() throws {
    let size = 4 << 20
    if Kernel.freeBlocks(ofAtLeast: size) < 3 { try inconclusive("memory has no three blocks of 4 MiB") }
    // Taken beforehand: with memory filled there is none for a kernel's buffer of this size.
    let feeder = try fixture.map(64 << 10)
    feeder.fill(.pattern(seed: 9))
    let regions = try (0..<3).map { _ in try fixture.map(size) }
    let count = min(size, fixture.rig.largestTransfer)
    let urbs = try regions.map { try pending($0, count: count) }
    for region in regions { try region.unmap() }

    // Take nearly all memory there is: had the regions been freed, a third of their pages at least would be in it. With
    // less left the kernel ends the program: on its own it keeps up to 5 MiB (lowmem_reserve and the watermarks).
    let left = 13 << 19
    let filler = MemoryHog()
    try filler.fill(untilFree: left)
    let free = try #require(Kernel.meminfo("MemFree"))
    if free > regions.count * size * 2 / 3 {
      try inconclusive("\(free >> 20) MiB stayed free: more than two thirds of what the regions had")
    }
    var late: [URB] = []
    for _ in 0..<(regions.count * count / feeder.count) {
      try fixture.device.submit(fixture.urb(fixture.loopOut, feeder, count: feeder.count))
      // The feeding URB, and now and then one of the regions'.
      while case let urb = try fixture.reap(), urb.buffer != feeder.base { late += [urb] }
    }
    while late.count < urbs.count { late += [try fixture.reap()] }
    for urb in urbs { expectDone(urb, count) }
    #expect(filler.firstChange() == nil, "memory of the program's own changed")

    // The control: now the regions are free, and filling the same way gets their pages.
    let freed = try #require(Kernel.meminfo("MemFree")) - free
    let held = filler.count
    try filler.fill(untilFree: left)
    let taken = (filler.count - held) * MemoryHog.chunk
    if taken < regions.count * size / 2 {
      try inconclusive(
        "of \(freed >> 20) MiB that the regions gave back, the probe takes \(taken >> 20) only")
    }
  }

  @Test(.requires(.root)) func `UNM-4: discarding after munmap returns the memory`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let region = try fixture.map(64 << 10)
    let urb = try pending(region, count: region.count)
    try region.unmap()
    // More than the URB itself takes.
    let held = try quota.measure().usage - before.usage
    #expect(held >= region.count, "in use with the URB in flight")
    try fixture.device.discard(urb)
    #expect(try fixture.reap() === urb)
    #expect(urb.error == .noSuchFileOrDirectory)
    #expect(urb.actualLength == 0)
    #expect(try quota.isUnchanged(since: before), "in use after the discard")
  }

  @Test(.requires(.root)) func `UNM-5: several URBs, unmapped between completions`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let count = 4
    let page = Kernel.pageSize
    for unmapAfter in 0...count {
      for discards in [false, true] {
        let region = try fixture.map(pages: count)
        let urbs = try (0..<count).map { try pending(region, at: $0 * page, count: page) }
        for index in 0...count {
          if index == unmapAfter { try region.unmap() }
          guard index < count else { break }
          // From the front they complete, from the back they are discarded.
          if discards {
            try fixture.device.discard(urbs[count - 1 - index])
            #expect(try fixture.reap() === urbs[count - 1 - index])
          } else {
            try fixture.sendToLoopback(100 + index, seed: UInt64(index))
            #expect(try fixture.reap() === urbs[index])
            expectDone(urbs[index], 100 + index)
            if index < unmapAfter {
              expect(
                region[at: index * page, count: 100 + index], holds: .pattern(seed: UInt64(index)))
            }
          }
          let isLast = index == count - 1 && unmapAfter < count
          if !isLast {
            let held = try quota.measure().usage - before.usage
            #expect(held >= region.count, "in use after \(index + 1) of \(count)")
          }
        }
        #expect(try quota.isUnchanged(since: before), "unmapped after \(unmapAfter), discards: \(discards)")
      }
    }
  }

  @Test(.requires(.root)) func `UNM-6: a killed process returns everything`() async throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    try fixture.device.close()
    let rounds = Rounds(3)
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      await #expect(processExitsWith: .signal(SIGKILL), "\(round)") {
        let fixture = try Fixture()
        let regions = try (0..<3).map { _ in try fixture.map(pages: 4) }
        let buffer = fixture.buffer(4 * Kernel.pageSize)
        for region in regions {
          try fixture.device.submit(fixture.urb(fixture.loopIn, region, count: 4096))
          try fixture.device.submit(fixture.urb(fixture.loopIn, buffer, count: 4096))
        }
        try regions[0].unmap()
        try regions[1].unmap(0..<Kernel.pageSize)
        try fixture.device.submit(fixture.urb(fixture.source, regions[2], count: 4096))
        kill(getpid(), SIGKILL)
      }
      #expect(try quota.isUnchanged(since: before), "\(round): the quota after the process was killed")
      // The next program finds a usable device: whatever was queued in the gadget went with the claim.
      let next = try Fixture()
      let region = try next.map(pages: 1)
      expectDone(try next.submitAndReap(next.urb(next.source, region, count: 4096)), 4096)
      try next.sendToLoopback(100, seed: 3)
      expectDone(try next.submitAndReap(next.urb(next.loopIn, region, count: 4096)), 100)
      expect(region[..<100], holds: .pattern(seed: 3), round)
      next.forgetRegions()
      try next.device.close()
    }
  }

  @Test(.requires(.root)) func `UNM-7: after a partial munmap the rest stays usable`() throws {
    let quota = try Quota(fixture.location.node)
    let before = try quota.measure()
    let page = Kernel.pageSize
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 2, 0, 3], [2, 0, 3, 1]] {
      let region = try fixture.map(pages: 4)
      region.disown()
      var left = Set(0..<4)
      for gone in order {
        try region.unmap(gone * page..<(gone + 1) * page)
        left.remove(gone)
        for index in left {
          let seed = UInt64(10 * gone + index)
          try fixture.sendToLoopback(page, seed: seed)
          expectDone(
            try fixture.submitAndReap(fixture.urb(fixture.loopIn, region, at: index * page, count: page)),
            page)
          expect(region[at: index * page, count: page], holds: .pattern(seed: seed))
        }
        #expect(try quota.isUnchanged(since: before) == left.isEmpty, "pages left: \(left.count)")
      }
    }
  }

  @Test(.requires(.root, .concurrentTransfers)) func `UNM-8: munmap may race completion, reap and discard`()
    throws
  {
    let rounds = Rounds(2_000)
    let device = fixture.device
    let race = Race(4)
    let loopOut = fixture.loopOut
    var completed = 0
    // A discard is quicker than a transfer: it waits as long as lets either win now and then.
    var headStart = Duration.zero
    for number in 0..<rounds.count {
      let round = rounds.begin(number)
      let region = try device.map(Kernel.pageSize)
      let urb = fixture.urb(fixture.loopIn, region, count: Kernel.pageSize)
      let sent = fixture.buffer(100)
      try device.submit(urb)
      let wait = headStart
      let results = race.run([
        { try region.unmap() },
        {
          let start = ContinuousClock.now
          while ContinuousClock.now - start < wait {}
          // Lost against the completion it is EINVAL.
          do { try device.discard(urb) } catch Errno.invalidArgument {}
        },
        { _ = try device.reap() },
        { _ = try device.bulk(endpoint: loopOut, sent.bytes, milliseconds: UInt32(Fixture.timeout)) },
      ])
      for (racer, error) in results.enumerated() where error != nil {
        Issue.record("\(round): \(["munmap", "discard", "reap", "feed"][racer]) gave \(error!)")
      }
      // Discarded, the URB may have left its bytes in the loopback; they must not pile up.
      if urb.actualLength == 0 {
        try device.setInterface(fixture.rig.loopback.number, alternate: 0)
        headStart += max(headStart / 8, .microseconds(1))
      } else {
        completed += 1
        headStart /= 2
      }
      Supervisor.heartbeat()
    }
    measured("\(completed) completed, \(rounds.count - completed) discarded")
    if completed == 0 || completed == rounds.count { try inconclusive("one side won every race") }
  }

  @Test(.alone, .requires(.gadgetControl))
  func `UNM-9: unplugged with a pending IN, munmap and close in every order`()
    async throws
  {
    // In a process of its own, and with nothing else open: any other holder of the device hides the bug.
    fixture.forgetRegions()
    try fixture.device.close()
    await #expect(processExitsWith: .success) {
      enum Step: String { case unplug, munmap, close }
      let orders: [[Step]] = [
        [.unplug, .munmap, .close], [.unplug, .close, .munmap], [.munmap, .unplug, .close],
        [.munmap, .close, .unplug], [.close, .unplug, .munmap], [.close, .munmap, .unplug],
      ]
      let rig = try Rig.current.get()
      let rounds = Rounds(rig.isEmulated ? 200 : orders.count, clause: "UNM-9")
      for number in 0..<rounds.count {
        let order = orders[number % orders.count]
        let round = rounds.begin(number, order.map(\.rawValue).joined(separator: ", "))
        let location = try Location.wait(serial: rig.serial)
        let device = try Device(location.node)
        for interface in [rig.sourceSink, rig.loopback] { try device.claim(interface: interface.number) }
        let region = try device.map(4 * Kernel.pageSize)
        let ordinary = Buffer(4 * Kernel.pageSize)
        var isOpen = true
        func submit(_ interface: Interface, _ base: UnsafeMutableRawPointer, _ page: Int) throws {
          let address = interface.endpoints.first { $0.type == .bulk && $0.isIn }!.address
          let buffer = base + page * Kernel.pageSize
          try device.submit(URB(.bulk, endpoint: address, buffer: buffer, length: 4096, owner: region))
        }
        for page in 0..<2 { try submit(rig.loopback, region.base, page) }
        for step in order {
          switch step {
          case .unplug where rig.isEmulated && isOpen:
            // By itself, in the midst of transfers that would go on: ordinary ones, for the region may be unmapped.
            try device.disconnect(afterTransfers: 1)
            for page in 1..<4 {
              // It may be gone before the last of them.
              do { try submit(rig.sourceSink, ordinary.base, page) } catch let error as Errno {
                precondition(
                  error.isOfAMissingDevice,
                  "\(round): submit to a device that goes is refused with \(error)")
              }
            }
            try location.waitGone()
          case .unplug: try Gadget.detach(rig)
          case .munmap: try region.unmap()
          case .close:
            isOpen = false
            try device.close()
          }
        }
        try Gadget.attach(rig)
      }
    }
    try Gadget.attach(fixture.rig)
  }
}
