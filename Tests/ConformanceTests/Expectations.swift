import Clauses
import Glibc
import Rig
import SystemPackage
import Testing
import USBFS

/// The reason why a region behind Intel's IOMMU comes from one block only; nil if it need not.
var whyOneBlock: String? {
  Kernel.version < KernelVersion(5, 11)
    ? "before Linux 5.11 (c588072bba6b) the IOMMU's driver takes one block" : nil
}

/// Ends the test without a verdict where the kernel zeroes whatever it gives out, so that nothing could be seen to
/// leak.
func requireDirtyMemory() throws {
  switch Kernel.zeroesAllocations {
  case true?: try inconclusive("this kernel zeroes all memory it gives out: boot with init_on_alloc=0")
  case nil: try inconclusive("whether this kernel zeroes all memory it gives out is not in its log")
  case false?: break
  }
}

/// Expects memory to hold these contents. The message names the first byte that differs.
func expect(
  _ memory: UnsafeRawBufferPointer, holds contents: Contents, _ what: @autoclosure () -> String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let mismatch = contents.mismatch(in: memory)
  #expect(mismatch == nil, what().map(Comment.init(rawValue:)), sourceLocation: sourceLocation)
}

/// Expects memory to hold these contents. The message names the first byte that differs.
func expect(
  _ memory: UnsafeMutableRawBufferPointer, holds contents: Contents,
  _ what: @autoclosure () -> String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  expect(UnsafeRawBufferPointer(memory), holds: contents, what(), sourceLocation: sourceLocation)
}

/// Expects all of a region or buffer to hold these contents. The message names the first byte that differs.
func expect(
  _ memory: some Memory, holds contents: Contents, _ what: @autoclosure () -> String? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expect(memory[0..<memory.count], holds: contents, what(), sourceLocation: sourceLocation)
}

/// The error that a call is refused with; nil if it is not.
func refusal(_ call: () throws(Errno) -> Void) -> Errno? {
  do {
    try call()
    return nil
  } catch { return error }
}

/// Expects the submission of this URB to be refused with this error.
func expectRefused(
  _ urb: URB, _ error: Errno, by device: Device, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do {
    try device.submit(urb)
    Issue.record("accepted, expected \(error): \(what)", sourceLocation: sourceLocation)
    // It may be done already.
    try? device.discard(urb)
    _ = try device.reap()
  } catch let thrown {
    if thrown != error {
      Issue.record("refused with \(thrown), expected \(error): \(what)", sourceLocation: sourceLocation)
    }
  }
}

/// Expects the URB to have completed without an error and with so many bytes.
func expectDone(_ urb: URB, _ count: Int, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(urb.error == nil, "status of the URB", sourceLocation: sourceLocation)
  #expect(urb.actualLength == count, "actual_length", sourceLocation: sourceLocation)
}

/// Expects `body` to leave less behind than so many bytes in kernel objects and in memory. If there seems to be more it
/// runs once more: what leaks does so each time; what a kernel takes for records of its own it takes once. Objects of
/// less than `smallest` bytes do not count.
func expectNothingLost(
  _ rig: Rig, after what: String, objects most: Int = .max, ofAtLeast smallest: Int = 0, memory: Int,
  _ body: () throws -> Void
) throws {
  func measure() throws -> (objects: Int, free: Int) {
    let objects = Kernel.objectBytes(ofAtLeast: smallest) ?? 0
    Kernel.releaseQuarantine()
    return (objects, try #require(Kernel.freeMemory))
  }
  guard rig.isDisposable else {
    // Where others work, too, memory tells nothing; usbfs's own account does.
    unreached("memory and kernel objects, which change on a machine with other work")
    return try body()
  }
  var losses: [String] = []
  while losses.count < 2 {
    let before = try measure()
    try body()
    let now = try measure()
    let (objects, gone) = (now.objects - before.objects, before.free - now.free)
    if objects < most, gone < memory { return }
    losses.append("\(objects) in objects and \(gone) of memory")
  }
  Issue.record("bytes lost after \(what), twice: \(losses.joined(separator: ", "))")
}

/// Waits until something is so that no call can be made to wait for. False if it is not within so many milliseconds.
func becomesTrue(within milliseconds: Int32 = Fixture.timeout, _ isSo: () -> Bool) -> Bool {
  let deadline = ContinuousClock.now + .milliseconds(Int64(milliseconds))
  while ContinuousClock.now < deadline {
    if isSo() { return true }
    sched_yield()
  }
  return false
}

extension URB {
  /// The most bytes that an IN can have written that failed: those that it says it moved, and on hardware all of its
  /// buffer, for a controller may store what it does not count.
  func movedAtMost(on rig: Rig) -> Int { rig.isDisposable ? actualLength : length }
}

extension Errno {
  /// Whether the error is one that a submission is refused with by a device that is going or gone: EHOSTUNREACH where
  /// it goes between the two looks at its state, in usbdev_do_ioctl and in checkintf.
  var isOfAMissingDevice: Bool {
    [.noSuchDevice, .noSuchFileOrDirectory, .noRouteToHost, Errno(rawValue: Glibc.ESHUTDOWN)].contains(self)
  }
}
