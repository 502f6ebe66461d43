extension Catalogue {
  /// Clauses of the family LIF: lifetime.
  static let lif: [Clause] = [
    Clause(
      "LIF-1", .must, "after fork both processes see one memory",
      "After fork both processes see one memory; it is returned when both have let go."),
    Clause(
      "LIF-2", .must, "closing the descriptor does not take the region away",
      "Closing the descriptor takes neither the region away nor the URBs that are in flight in it; the claim is held "
        + "until the last munmap (a claim from elsewhere is EBUSY until then)."),
    Clause(
      "LIF-3", .must, "after disconnect the region still reads and writes",
      "After disconnect the region still reads and writes; submit is ENODEV; munmap is clean and gives the memory back.",
      demand: .minutes),
    Clause(
      "LIF-4", .since(KernelVersion(5, 3), fix: "c43f28dfdc46", crashes: true),
      "a submit that fails late drops its reference once",
      "A submit that fails after the region was found drops its reference exactly once. Triggers: a quota too small "
        + "for the URB itself; bulk continuation on a disabled endpoint (EREMOTEIO).",
      history:
        "The v2 posting of the patch drops it twice: memory leaks, and a later munmap in flight frees memory "
        + "under DMA. Fixed by c43f28dfdc46."),
    Clause(
      "LIF-5", .must, "the controller may be unbound while regions exist",
      "The controller is unbound while regions exist: pending URBs come back, regions stay memory, and munmap and close "
        + "may come in any order after it and give the memory back.",
      demand: .minutes),
    Clause(
      "LIF-6", .must, "suspend and resume with regions and pending URBs",
      "Suspend and resume of the port with regions and pending URBs."),
    Clause(
      "LIF-7", .must, "a reap that cannot be answered gives the region up",
      "Where what became of a region URB cannot be written to the program, the reap is EFAULT, the URB is gone, and the "
        + "region is no longer used by it."),
    Clause(
      "LIF-8",
      .defect("usbfs gives a region's DMA memory back at the last munmap, whatever became of the controller"),
      "regions leave no DMA memory to an unbound controller",
      "When a controller is unbound while regions exist, no DMA memory of its is left, and the log stays clean.",
      history:
        "By the last munmap the device's DMA may be set up otherwise or not at all: arch_teardown_dma_ops on 32-bit ARM."
    ),
    Clause(
      "LIF-9",
      .defect("the last munmap asks the driver (hcd_uses_dma), whose module nothing holds", crashes: true),
      "a region may outlive its controller's driver",
      "While regions exist a controller's driver cannot be removed, or the last munmap does without it.",
      history: "hcd_buffer_free_pages reads hcd->driver->flags, which are the module's memory."),
  ]
}
