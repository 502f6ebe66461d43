/// A host controller of the virtual machine and the device at its other end.
public enum VirtualRig: String, Sendable, CaseIterable {
  /// dummy_hcd: controller and UDC in one module; the gadget is Linux's own.
  case dummy
  /// vhci_hcd and usbip-vudc in one guest; the gadget is Linux's own.
  case usbip
  /// QEMU's controllers on PCI, with the emulated device at the other end.
  case xhci, ehci, uhci, ohci
  /// The same as `xhci`, behind an Intel IOMMU that translates.
  case xhciIOMMU = "xhci-iommu"

  /// Whether the device at the other end is the emulated one.
  public var isEmulated: Bool { self != .dummy && self != .usbip }
}
