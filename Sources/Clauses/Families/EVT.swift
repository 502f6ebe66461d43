extension Catalogue {
  /// Clauses of the family EVT: what completes is told.
  static let evt: [Clause] = [
    Clause(
      "EVT-1", .must, "each completion wakes poll and epoll",
      "Each completion of a region URB wakes whoever waits for it on another thread, in poll or in epoll, level and edge "
        + "triggered, and none is slept through. Once nothing is left to reap, nothing is ready.",
      demand: .processors),
    Clause(
      "EVT-2", .must, "a device that goes wakes and tells whoever waits",
      "When the device goes, a blocked REAPURB and a poll wake up although nothing was in flight, and the signal that "
        + "DISCSIGNAL chose arrives with its context. What had completed can still be reaped, and what was in flight, "
        + "too; then REAPURB and REAPURBNDELAY are ENODEV, and poll says POLLERR and POLLHUP."),
    Clause(
      "EVT-3", .must, "a signal that interrupts REAPURB loses no URB",
      "A signal that interrupts REAPURB (EINTR) loses no URB, also if it comes at the moment of the completion: each URB "
        + "is reaped once.",
      demand: .processors),
    Clause(
      "EVT-4", .must, "a discard is done when it returns",
      "When DISCARDURB returns, the URB can be reaped at once and the region no longer changes. Discarding what is not in "
        + "flight is EINVAL: what was never submitted, is complete, was discarded or reaped, or is another "
        + "descriptor's."),
    Clause(
      "EVT-5", .must, "300 URBs on one region, 300 sharers of one",
      "One region carries 300 URBs at once, and one has 300 mappings in two processes: each is counted, and the memory "
        + "returns with the last."),
    Clause(
      "EVT-6", .must, "the signal of an URB says which and how",
      "The signal that an URB asks for arrives once, when it completes: with si_code SI_ASYNCIO, the URB's address and its "
        + "status, for one that succeeds, one that fails and one that is discarded. From an URB that asks for none, none "
        + "comes."),
  ]
}
