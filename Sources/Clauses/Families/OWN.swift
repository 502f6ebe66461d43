extension Catalogue {
  /// Clauses of the family OWN: whose region it is.
  static let own: [Clause] = [
    Clause(
      "OWN-1", .must, "for another descriptor a region is ordinary memory",
      "A region belongs to the descriptor that it was mapped through. Submitted through another descriptor of the same "
        + "device, be it a second open or one of /proc/self/fd, the same address is ordinary memory: data is copied, "
        + "and a buffer may run past the region's end."),
    Clause(
      "OWN-2", .must, "another process with a descriptor of its own gets its own data",
      "Another process with a descriptor of its own, and memory of its own at a region's address, gets its data into "
        + "its memory."),
    Clause(
      "OWN-3", .must, "a descriptor that was handed on maps regions of its holder's",
      "A descriptor that came by dup, fork or SCM_RIGHTS maps regions of its holder's own, into which transfers are not "
        + "copied. Each outlives the descriptor that was handed on, and is returned when its last holder lets go."
    ),
    Clause(
      "OWN-4", .must, "of 200 regions each is known",
      "Of 200 regions at once each is known, the newest, the oldest and those between, by its first and by its last "
        + "byte, and gets its own data."),
    Clause(
      "OWN-5",
      .defect(
        "find_memory_area takes the first region at an address, and an unmapped one stays listed while an URB is in "
          + "flight"),
      "a region at an unmapped one's address gets its own data",
      "munmap in flight, then a new region at the same address, where mmap likes to put it by itself: IN data for the "
        + "new region arrives in it.",
      history:
        "drivers/usb/core/devio.c, since Linux 4.6 (f7d34b445abc): submit an IN, munmap, mmap, submit an IN to the new "
        + "region."),
    Clause(
      "OWN-6", .must, "a region at an unmapped one's address can be had, and both go",
      "munmap in flight, then mmap at the same address: it succeeds, and in whatever order URBs and mapping end, both "
        + "regions are returned."),
  ]
}
