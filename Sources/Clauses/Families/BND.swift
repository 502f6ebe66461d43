extension Catalogue {
  /// Clauses of the family BND: containment.
  static let bnd: [Clause] = [
    Clause(
      "BND-1", .must, "a buffer may end on the region's last byte",
      "A buffer that ends on the region's last byte is accepted."),
    Clause(
      "BND-2", .must, "one byte more is EINVAL",
      "One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data stage of a control "
        + "transfer, and isochronous."),
    Clause(
      "BND-3", .must, "a refused buffer leaves no trace",
      "That EINVAL leaves no trace: nothing queued, nothing to reap, region usable, quota unchanged, 10,000 times "
        + "in a row."),
    Clause(
      "BND-4", .must, "a buffer that starts before the region is ordinary memory",
      "A buffer that starts before the region and ends inside it is ordinary memory: it works, through a copy."
    ),
    Clause(
      "BND-5", .must, "a buffer at the region's end is not in the region",
      "A buffer that starts at the region's end is not in the region."),
    Clause(
      "BND-6", .must, "data lands exactly where the buffer is",
      "Any offset and length inside works: data lands exactly there and no neighbouring byte changes (offsets 0-7, "
        + "across page edges, last byte)."),
    Clause(
      "BND-7", .must, "a buffer across two adjacent regions is EINVAL",
      "Two regions that happen to be adjacent are not one: a buffer across both is EINVAL."),
    Clause(
      "BND-8", .must, "absurd lengths are EINVAL",
      "Absurd lengths (INT_MAX, negative, the usbfs maximum) are EINVAL, never an overflow."),
    Clause(
      "BND-9", .must, "the data stage of a control transfer is what is contained",
      "For control transfers the data stage (buffer + 8) is what is contained; setup packet and data in one region "
        + "works."),
    Clause(
      "BND-10", .must, "zero-length transfers work wherever the pointer is",
      "Zero-length transfers work with a pointer inside, at the end of, and outside a region."),
    Clause(
      "BND-11", .must, "an unaligned buffer gets its own data or is refused",
      "An IN or OUT whose buffer begins at any byte of a region moves its own data, and no byte beside it changes; or it "
        + "is refused, by the submission or by its status, and no byte changes at all. It never ends well with other data.",
      history:
        "Controllers that reach aligned memory only have drivers that copy by way of a buffer of their own: dwc2's does "
        + "so for a region's URB, too, which is mapped already, and copies back what nobody wrote."),
  ]
}
