import EmulatedDevice

/// A host controller of the virtual machine and the device at its other end.
package enum VirtualRig: String, Sendable, CaseIterable {
  /// dummy_hcd: controller and UDC in one module; the gadget is Linux's own.
  case dummy
  /// vhci_hcd and usbip-vudc in one guest; the gadget is Linux's own.
  case usbip
  /// QEMU's controllers on PCI, with the emulated device at the other end.
  case xhci, ehci, uhci, ohci
  /// The same as `xhci`, behind an Intel IOMMU that translates.
  case xhciIOMMU = "xhci-iommu"

  /// Whether the device at the other end is the emulated one.
  package var isEmulated: Bool { self != .dummy && self != .usbip }

  /// The modules that rigs want; a kernel has them built in, as modules, or not at all. The last one hands the guest
  /// modules of the user's own.
  static let modules = [
    "usbcore", "usbmon", "dummy_hcd", "libcomposite", "usb_f_ss_lb", "usb_f_hid", "vhci_hcd", "usbip_vudc",
    "xhci_pci", "ehci_pci", "uhci_hcd", "ohci_pci", "qemu_fw_cfg",
  ]

  /// The machine. All rigs but one share it, and so its snapshot: a controller without its driver does nothing. QEMU's
  /// UHCI moves 1280 bytes in a frame, as USB 1.1 does, if it is not told otherwise. Not the older board `pc`: there
  /// the kernel spends seconds in ACPI's methods each time a controller gets its driver.
  var machine: [String] {
    let devices =
      self == .xhciIOMMU
      ? ["intel-iommu", "qemu-xhci,id=xhci"]
      : [
        "qemu-xhci,id=xhci", "usb-ehci,id=ehci", "piix3-usb-uhci,id=uhci,bandwidth=65536", "pci-ohci,id=ohci",
      ]
    return ["-machine", "q35,memory-backend=ram"] + devices.flatMap { ["-device", $0] }
  }

  /// What the kernel must be told beside all else. Behind an IOMMU addresses then lie above 4 GiB, where a machine of this
  /// size has none else (iommu.forcedac, Linux 5.12).
  var kernelArguments: String {
    self == .xhciIOMMU ? "intel_iommu=on iommu.passthrough=0 iommu.forcedac=1" : ""
  }

  /// The controller's name in QEMU; its bus is the first of that name.
  var controller: String { self == .xhciIOMMU ? "xhci" : rawValue }

  var speed: Speed { self == .uhci || self == .ohci ? .full : .high }
}
