import KernelLab

extension VirtualRig {
  /// The rigs that the words of a command line name, each once; `all` names every one. Throws a `HarnessError`.
  package static func named(_ words: [String]) throws -> [VirtualRig] {
    var rigs: [VirtualRig] = []
    for word in words {
      guard let named = word == "all" ? allCases : VirtualRig(rawValue: word).map({ [$0] }) else {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        throw HarnessError("no rig \"\(word)\": known are \(known), and all for all of them")
      }
      rigs += named.filter { !rigs.contains($0) }
    }
    return rigs
  }

  /// What it is, in a few words.
  package var explanation: String {
    switch self {
    case .dummy: "dummy_hcd with Linux's gadget"
    case .usbip: "vhci_hcd and usbip-vudc with Linux's gadget"
    case .xhci: "QEMU's xHCI with the emulated device, high speed"
    case .ehci: "QEMU's EHCI with the emulated device, high speed"
    case .uhci: "QEMU's UHCI with the emulated device, full speed"
    case .ohci: "QEMU's OHCI with the emulated device, full speed"
    case .xhciIOMMU: "xhci behind an IOMMU"
    }
  }
}
