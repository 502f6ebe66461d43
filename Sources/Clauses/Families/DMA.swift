extension Catalogue {
  /// Clauses of the family DMA: on controllers that really do DMA.
  static let dma: [Clause] = [
    Clause(
      "DMA-1", .must, "data lands at the region plus the offset",
      "The device's data lands at the region plus the offset, at every alignment, both directions."),
    Clause(
      "DMA-2", .must, "OUT of 1 to 8 bytes", "OUT of 1 to 8 bytes (xHCI's immediate data).",
      history: "13b82b746310"),
    Clause(
      "DMA-3", .must, "CPU and device see each other's writes",
      "The CPU sees what the device wrote and the device what the CPU wrote, without any cache call.",
      history: "2bef9aed6f0e, a0e710a7def4: wrong memory, or stale memory, was mapped on ARM for years."),
    Clause(
      "DMA-4", .must, "all of it behind an IOMMU",
      "The same behind an IOMMU, where the region may be scattered in physical memory."),
    Clause(
      "DMA-5", .must, "a region needs no bounce buffer",
      "Where ordinary memory goes through bounce buffers (SWIOTLB), because the controller does not reach it or because all "
        + "must, a region and its transfers use none: with all of them used up transfers of a region succeed, while "
        + "those of ordinary memory are refused."),
  ]
}
