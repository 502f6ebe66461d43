import USBFS

/// The features of a rig and its kernel that clauses may require.
extension Rig {
  /// Whether the rig can give what a clause requires.
  package func has(_ feature: RigFeature) -> Bool { missing(feature) == nil }

  /// The reason why the rig cannot give what a clause requires, and how to get it; nil if it can.
  package func missing(_ feature: RigFeature) -> String? {
    switch feature {
    case .gadgetControl:
      return Gadget.isControllable
        ? nil
        : "the gadget cannot be unplugged from here: set USBFS_GADGET to the command that runs gadget/gadget "
          + "where it is, for instance 'ssh board gadget'"
    case .isochronous:
      // usbip-vudc lets the gadget have them and carries nothing (vudc_transfer.c: "TODO: support").
      let areThere = sourceSink.endpoints.contains { $0.type == .isochronous }
      return areThere && !name.isUSBIP
        ? nil : "no isochronous endpoints that work: neither dummy_hcd nor usbip-vudc has them; try RIG=xhci"
    case .highBandwidth:
      return sourceSink.highBandwidthEndpoint(in: true) == nil
        ? "no isochronous endpoints of more than one packet in an interval: full speed has none; try RIG=xhci"
        : nil
    case .bulkStreams:
      return loopback.endpoint(.bulk, in: true)!.streams > 0
        ? nil
        : "no bulk endpoints with streams, which the gadget has not nor any device below SuperSpeed; try RIG=xhci-super"
    case .emulatedDevice:
      return isEmulated ? nil : "the device cannot be told what to send; try RIG=xhci"
    case .dma:
      return doesDMA ? nil : "the controller does no DMA; try RIG=xhci"
    case .bounceBuffers:
      let controller = (try? Location.wait(serial: serial))?.controller
      guard BounceBuffers.used != nil, let controller, doesDMA, !isBehindIOMMU else {
        return "the kernel counts no bounce buffers (debugfs: swiotlb/io_tlb_used); try RIG=xhci-swiotlb"
      }
      return BounceBuffers.isForced || BounceBuffers.isBeyondReach(of: controller)
        ? nil
        : "the controller reaches all memory without bounce buffers; try RIG=xhci-swiotlb or RIG=ehci-far"
    case .regionsOfPlainPages:
      return doesDMA ? "DMA controllers never took regions from slabs; try RIG=dummy" : nil
    case .iommu:
      return isBehindIOMMU ? nil : "no IOMMU translates for this controller; try RIG=xhci-iommu"
    case .regionsInOnePiece:
      return isBehindIOMMU
        ? "behind an IOMMU a region may come from scattered pages, mapped one by one (FRG-5); try RIG=dummy"
        : nil
    case .deferredOUTRead:
      return name.isUSBIP ? "USB/IP reads a whole OUT as soon as it is submitted; try RIG=dummy" : nil
    case .concurrentTransfers:
      if name.isUSBIP {
        return
          "vhci_hcd may send an unlink before the URB it is for, and gives up the connection; try RIG=dummy"
      }
      return quirks[.mixesConcurrentTransfers].map { "\($0); try RIG=uhci" }
    case .portSuspend:
      return (quirks[.neverSuspendsPorts] ?? quirks[.neverResumesPorts]).map { "\($0); try RIG=xhci" }
    case .noKernelBuffersInDevice:
      return name.isUSBIP
        ? "usbip-vudc takes a block of the same kernel's memory for each transfer; try RIG=dummy" : nil
    case .hcdReportsENOMEM:
      return name.isUSBIP
        ? "vhci_hcd keeps an URB that it has no memory for, and disconnects for ever; try RIG=dummy" : nil
    case .root:
      return Kernel.isRoot ? nil : "needs root: quota and kernel log are its alone"
    case .disposableController:
      return isDisposable
        ? nil : "would take \(controllerDriver) from every device on the bus; try RIG=dummy"
    case .driverModule:
      let module = (try? Controller(Location.wait(serial: serial)))?.module
      return module == nil ? "the controller's driver is built in; try KERNEL=debian:bookworm" : nil
    case .expendableKernel:
      return Environment[.expendable] == "1"
        ? nil : "may kill the kernel, and nobody outside would go on with another; try `make check`"
    case .linux(let version):
      return Kernel.version < version ? "only from Linux \(version) on" : nil
    case .int80:
      #if arch(x86_64)
        return Device.has32BitEntry
          ? nil
          : "this kernel runs no 32-bit programs: it needs CONFIG_IA32_EMULATION, and no ia32_emulation=0"
      #else
        return "this processor has no 32-bit entry that a 64-bit program can use; try an x86-64 rig"
      #endif
    case .sixGiBOfMemory:
      let available = Kernel.meminfo("MemAvailable") ?? 0
      return available > 5 << 30 ? nil : "needs a guest with 6 GiB of memory (--memory 6144)"
    case .dmaAPIDebug:
      return Files.exists("/sys/kernel/debug/dma-api")
        ? nil : "this kernel does not watch the DMA API (CONFIG_DMA_API_DEBUG); try KERNEL=instrumented"
    case .faultInjection:
      return FaultInjection.isThere
        ? nil : "this kernel cannot fail on purpose (CONFIG_FAULT_INJECTION); try KERNEL=instrumented"
    case .disposableMachine:
      let total = Kernel.meminfo("MemTotal") ?? .max
      return isDisposable && total < 1 << 30
        ? nil : "fills memory to the brim: only in a virtual machine of less than 1 GiB; try RIG=dummy"
    }
  }
}
