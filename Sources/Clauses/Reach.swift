/// What a rig must have to carry a clause.
public enum Reach: Sendable, Hashable {
  case any, isochronous, dma, iommu

  /// Why a rig without it skips the clause, and what would carry it; nil if every rig carries it.
  public var lack: String? {
    switch self {
    case .any: nil
    case .isochronous: "no rig of this suite has isochronous endpoints yet; dummy_hcd and usbip-vudc never do"
    case .dma: "no rig of this suite does DMA yet; dummy_hcd copies"
    case .iommu: "no rig of this suite has an IOMMU yet"
    }
  }
}
