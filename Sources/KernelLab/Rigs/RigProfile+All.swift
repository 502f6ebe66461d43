extension RigProfile {
  /// All rigs, in the order of tables.
  package static let all: [RigProfile] = [
    .dummy, .usbip, .xhci, .ehci, .uhci, .ohci, .xhciIOMMU, .dummySuper, .xhciSuper, .xhciSWIOTLB, .ehciFar,
    .xhciNoncoherent, .dwc2,
  ]

  /// Controller and UDC in one module, with Linux's own gadget.
  package static let dummy = RigProfile(
    name: "dummy", explanation: "dummy_hcd with Linux's gadget",
    modules: [RigModule(name: "dummy_hcd", option: "USB_DUMMY_HCD", driver: "dummy_hcd")],
    device: .gadget(udc: "dummy_udc.0"), machines: machinesOfAll())

  /// vhci_hcd and usbip-vudc in one guest, with Linux's own gadget.
  package static let usbip = RigProfile(
    name: "usbip", explanation: "vhci_hcd and usbip-vudc with Linux's gadget",
    modules: [
      RigModule(name: "vhci_hcd", option: "USBIP_VHCI_HCD", driver: "vhci_hcd"),
      RigModule(name: "usbip_vudc", option: "USBIP_VUDC", driver: "usbip-vudc"),
    ],
    device: .gadget(udc: "usbip-vudc.0"), machines: machinesOfAll())

  /// QEMU's xHCI with the emulated device.
  package static let xhci = RigProfile(
    name: "xhci", explanation: "QEMU's xHCI with the emulated device, high speed", modules: [xhciModule],
    device: .emulated(.high, bus: "xhci.0"), machines: machinesOfAll())

  /// QEMU's EHCI with the emulated device.
  package static let ehci = RigProfile(
    name: "ehci", explanation: "QEMU's EHCI with the emulated device, high speed",
    modules: [RigModule(name: "ehci_pci", option: "USB_EHCI_PCI", driver: "ehci-pci")],
    device: .emulated(.high, bus: "ehci.0"), machines: machinesOfAll())

  /// QEMU's UHCI with the emulated device.
  package static let uhci = RigProfile(
    name: "uhci", explanation: "QEMU's UHCI with the emulated device, full speed",
    modules: [RigModule(name: "uhci_hcd", option: "USB_UHCI_HCD", driver: "uhci_hcd")],
    device: .emulated(.full, bus: "uhci.0"), machines: [.x86_64: machinesOfAll()[.x86_64]!])

  /// QEMU's OHCI with the emulated device.
  package static let ohci = RigProfile(
    name: "ohci", explanation: "QEMU's OHCI with the emulated device, full speed",
    modules: [RigModule(name: "ohci_pci", option: "USB_OHCI_HCD_PCI", driver: "ohci-pci")],
    device: .emulated(
      .full, bus: "ohci.0",
      oneTransferAtATime:
        "QEMU's OHCI (hw/usb/hcd-ohci.c) has one asynchronous packet for all endpoints together: a transfer that stays "
        + "with the device holds up the others"),
    machines: machinesOfAll())

  /// The same as `xhci`, behind an IOMMU that translates: Intel's, or Arm's SMMUv3.
  ///
  /// Behind an IOMMU addresses then lie above 4 GiB, where a machine of this size has none else (iommu.forcedac, Linux
  /// 5.12).
  package static let xhciIOMMU = RigProfile(
    name: "xhci-iommu", explanation: "xhci behind an IOMMU", modules: [xhciModule],
    device: .emulated(.high, bus: "xhci.0"),
    machines: [
      .x86_64: RigMachine(
        controllers: ["intel-iommu", "qemu-xhci,id=xhci"],
        kernelArguments: "intel_iommu=on iommu.passthrough=0 iommu.forcedac=1"),
      .arm64: RigMachine(
        boardOptions: ["iommu=smmuv3"], controllers: ["qemu-xhci,id=xhci"],
        kernelArguments: "iommu.passthrough=0 iommu.forcedac=1"),
    ])

  /// The same as `dummy`, at SuperSpeed.
  package static let dummySuper = RigProfile(
    name: "dummy-super", explanation: "dummy at SuperSpeed", modules: dummy.modules, device: dummy.device,
    machines: machinesOfAll(kernelArguments: "dummy_hcd.is_super_speed=1"))

  /// The same as `xhci`, at SuperSpeed.
  package static let xhciSuper = RigProfile(
    name: "xhci-super", explanation: "xhci at SuperSpeed", modules: [xhciModule],
    device: .emulated(.super, bus: "xhci.0"), machines: machinesOfAll())

  /// The same as `xhci`, where the kernel gives the controller nothing but bounce buffers for ordinary memory.
  ///
  /// Of the 8192 slots of 2 KiB all can be used up by URBs that wait.
  package static let xhciSWIOTLB = RigProfile(
    name: "xhci-swiotlb", explanation: "xhci, ordinary memory through bounce buffers (swiotlb=force)",
    modules: [xhciModule], device: .emulated(.high, bus: "xhci.0"),
    machines: machinesOfAll(kernelArguments: "swiotlb=8192,force"))

  /// The same as `ehci`, with memory above 4 GiB that the controller does not reach: QEMU's EHCI has 32 bits of address.
  ///
  /// The board puts all memory but the first 192 MiB there, so that the guest need not be large for it.
  package static let ehciFar = RigProfile(
    name: "ehci-far", explanation: "ehci, most memory beyond its reach",
    modules: ehci.modules, device: ehci.device,
    machines: [
      .x86_64: RigMachine(
        boardOptions: ["max-ram-below-4g=192M"], controllers: controllersOfPC, kernelArguments: "swiotlb=8192"
      )
    ], leastMemory: 512)

  /// The same as `xhci`, where the caches of the processor do not see what the controller does.
  ///
  /// QEMU has no caches, but the kernel does as if: DMA memory is mapped anew, uncached, so that its address says nothing of
  /// its page, and a program must get a mapping of the same kind (2bef9aed6f0e, a0e710a7def4).
  package static let xhciNoncoherent = RigProfile(
    name: "xhci-noncoherent",
    explanation: "xhci that is not cache-coherent (no dma-coherent in the device tree)",
    modules: [xhciModule], device: .emulated(.high, bus: "xhci.0"),
    machines: [
      .arm64: RigMachine(
        controllers: controllersOfAll, deviceTree: .ofQEMU(without: "dma-coherent"))
    ])

  /// QEMU's DWC2 on a Raspberry Pi 3, with the emulated device on its only port.
  package static let dwc2 = RigProfile(
    name: "dwc2", explanation: "the DWC2 of a Raspberry Pi 3 with the emulated device, high speed",
    modules: [RigModule(name: "dwc2", option: "USB_DWC2", driver: "dwc2")],
    device: .emulated(.high, bus: "usb-bus.0", port: 1),
    machines: [.arm64: RigMachine(board: .raspberryPi3, deviceTree: .raspberryPi3)],
    leastMemory: Board.raspberryPi3.fixedMemory!)

  private static let xhciModule = RigModule(name: "xhci_pci", option: "USB_XHCI_PCI", driver: "xhci_hcd")

  /// The controllers of all rigs but those with hardware in between: these rigs share one snapshot, for a controller
  /// without its driver does nothing.
  private static let controllersOfAll = ["qemu-xhci,id=xhci", "usb-ehci,id=ehci", "pci-ohci,id=ohci"]

  /// The same on a PC, whose chipset has a UHCI. QEMU's moves 1280 bytes in a frame, as USB 1.1 does, if it is not told
  /// otherwise.
  private static let controllersOfPC = controllersOfAll + ["piix3-usb-uhci,id=uhci,bandwidth=65536"]

  /// The machines with the controllers of all rigs.
  private static func machinesOfAll(kernelArguments: String = "") -> [Architecture: RigMachine] {
    [
      .x86_64: RigMachine(controllers: controllersOfPC, kernelArguments: kernelArguments),
      .arm64: RigMachine(controllers: controllersOfAll, kernelArguments: kernelArguments),
    ]
  }
}
