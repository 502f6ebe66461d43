extension Catalogue {
  /// Clauses of the family ISO: isochronous, nothing leaks.
  static let iso: [Clause] = [
    Clause(
      "ISO-1", .must, "gaps of ordinary buffers read as zeroes",
      "Ordinary IN buffer, short packets: the gaps hold zeroes, never kernel memory."),
    Clause(
      "ISO-2", .must, "gaps of a region keep what was there",
      "Region, short packets: the gaps keep what the program had there."),
    Clause(
      "ISO-3", .must, "gaps of a fresh region read as zeroes",
      "Fresh region: what short packets, or a short transfer, leave of it holds zeroes. (The DMA API zeroes what it gives out; "
        + "where a controller does no DMA it is usbfs alone that does.)"),
    Clause(
      "ISO-4", .must, "each packet has its length, status and place",
      "Per-packet actual_length and status are right, data lies at each packet's offset; the URB's actual_length is the "
        + "sum, and its error_count what the controller's driver counts."
    ),
    Clause(
      "ISO-5", .must, "containment is the sum of the packet lengths",
      "Containment is the sum of the packet lengths, whatever buffer_length says. A packet of up to 98304 bytes that the "
        + "endpoint cannot carry is EMSGSIZE, a longer one EINVAL."),
    Clause(
      "ISO-6", .must, "OUT delivers every packet", "OUT from a region delivers every packet's bytes."),
    Clause(
      "ISO-7", .must, "1 and 128 packets work, 0 and 129 are EINVAL",
      "1 and 128 packets work; 0 and 129 are EINVAL."),
    Clause(
      "ISO-8", .must, "a stream loses and mixes nothing",
      "A stream of region URBs kept queued for seconds loses and mixes nothing.", demand: .minutes),
    Clause(
      "ISO-9", .must, "packets of several bus packets are whole",
      "High bandwidth: a packet that the bus moves as several (up to 3072 bytes in a microframe at high speed, more at "
        + "SuperSpeed) has its length and place in a region, both directions, up to 128 of them in an URB; one byte more "
        + "than the interval holds is EMSGSIZE."),
    Clause(
      "ISO-10", .must, "packets of no length, and of a discarded URB",
      "Packets of length 0 are sent and received as such and move no other packet. Of a discarded URB each packet that came "
        + "is reported with its length, and one that did not come with an error, no length and its memory as it was."
    ),
  ]
}
