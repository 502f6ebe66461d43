extension Catalogue {
  /// Clauses of the family ZCP: zero copy.
  static let zcp: [Clause] = [
    Clause(
      "ZCP-1", .must, "IN data is in the region before it is reaped",
      "IN data is in the region when the transfer completes, before it is reaped. For ordinary memory nothing "
        + "appears before the reap."),
    Clause(
      "ZCP-2", .must, "OUT data is read when the device takes it",
      "OUT data is read from the region when the device takes it: overwritten after submission, the device sees the "
        + "new bytes. From ordinary memory it sees the old ones."),
    Clause(
      "ZCP-3", .must, "a short IN leaves the rest untouched",
      "A short IN leaves the rest of the buffer untouched."),
    Clause(
      "ZCP-4", .must, "no transfer changes a byte outside what it moved",
      "A failed or discarded transfer changes nothing beyond its actual_length; no transfer ever changes a byte "
        + "outside its buffer."),
    Clause(
      "ZCP-5", .must, "every kind of transfer works, both directions",
      "Control, bulk, interrupt and isochronous transfers work with a region, in both directions."),
    Clause(
      "ZCP-6", .must, "URBs in flight on parts of one region do not disturb each other",
      "Many URBs in flight on disjoint parts of one region do not disturb each other."),
    Clause(
      "ZCP-7", .must, "region and ordinary URBs may be mixed",
      "Region and ordinary URBs may be mixed on one endpoint; order is kept."),
    Clause(
      "ZCP-8", .must, "large transfers work as one piece",
      "Large region transfers (above 16 KiB, where ordinary ones are scattered) work as one piece."),
    Clause(
      "ZCP-9", .record, "what the synchronous ioctls do with region pointers",
      "The synchronous ioctls accept region pointers and copy."),
    Clause(
      "ZCP-10", .must, "URB flags keep their meaning",
      "SHORT_NOT_OK, ZERO_PACKET, BULK_CONTINUATION and NO_INTERRUPT keep their meaning on region URBs."),
    Clause(
      "ZCP-11", .must, "the 32-bit entry treats regions the same",
      "The 32-bit entry gives a 32-bit pointer into a region the same treatment: SUBMITURB and DISCARDURB, both REAPURBs, "
        + "with every type and flag, in the layout of 32-bit programs and with nothing written beside it."
    ),
    Clause(
      "ZCP-12", .record, "how fast regions and ordinary memory are",
      "Bulk IN of 64 KiB at a time, four in flight, into a region and into ordinary memory: what each moves in a "
        + "second, and the ratio of the two."),
    Clause(
      "ZCP-13", .must, "an URB that makes no sense is refused alike, region or not",
      "An URB of a type, to an endpoint or with a flag that does not exist, of a type that is not its endpoint's, or "
        + "to an interface that is not there is refused with the same error whatever its buffer; a flag that means "
        + "nothing for its direction is ignored; memory that cannot be read or written is EFAULT.",
      history: "7a68d9fb8510: before Linux 4.19 such a flag was handed on, and the core warned."),
  ]
}
