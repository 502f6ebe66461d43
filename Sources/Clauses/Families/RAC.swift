extension Catalogue {
  /// Clauses of the family RAC: races, on processors that run at the same moment.
  static let rac: [Clause] = [
    Clause(
      "RAC-1", .must, "submit may race munmap of the same region",
      "Submitting in a region while another thread unmaps it: the URB is the region's or an ordinary one, no splat, no "
        + "drift.",
      demand: .processors),
    Clause(
      "RAC-2", .must, "mmap may race completion, reap and discard",
      "Mapping and unmapping while URBs complete, are reaped and are discarded on other threads, each the last user of its "
        + "region: every URB is reaped once, no splat, no drift.",
      demand: .processors),
    Clause(
      "RAC-3", .must, "two processes may use one descriptor at once",
      "Two processes map, unmap, submit and reap through one descriptor at the same time, and split and unmap a region "
        + "that both have: no splat, no hang, and the memory returns with the last.",
      demand: .processors),
    Clause(
      "RAC-4", .must, "MAP_FIXED may meet a submission that waits for its memory",
      "A region is replaced with MAP_FIXED while another thread's submission waits for memory that is not there yet: the "
        + "one does not wait for the other, nor with memory that comes at once.",
      history:
        "A submission holds the device's lock when it takes mmap_lock for its data; mmap and munmap come with "
        + "mmap_lock held, so they must never want the device's.",
      demand: .processors),
  ]
}
