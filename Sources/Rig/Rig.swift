/// The host controller and the device at its other end that this run may touch.
package struct Rig: Sendable {
  /// The device's serial number: the run or the operator named it, and nothing else is touched.
  package let serial: String
  /// The rig's name in the reports.
  package let name: RigName
  /// The driver of the host controller: dummy_hcd, xhci_hcd.
  package let controllerDriver: String
  /// The quirks of the controller that clauses allow for.
  package let quirks: ControllerQuirks
  /// low, full, high, super, in USB's words.
  package let speed: String
  /// The interface of f_sourcesink.
  package let sourceSink: Interface
  /// The interface of f_loopback.
  package let loopback: Interface
  /// The interface with interrupt endpoints, if the device has it: f_hid, or the emulated device's loopback.
  package let interrupt: Interface?
  /// Whether mmap() took the branch of `usbdev_mmap` for DMA memory (`dma_mmap_coherent`) or the one for plain pages
  /// (`remap_pfn_range`); nil if regions cannot be had. Told apart by a non-zero offset, which only the former
  /// refuses: good for the description of the rig, and no more.
  package let mapsDMA: Bool?
  /// Whether an IOMMU translates the controller's addresses, so that a region may be scattered in physical memory.
  package let isBehindIOMMU: Bool

  /// The reason why there is no rig to run on, and how to get one.
  package struct Missing: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String
  }

  /// Whether all of this is a virtual machine that a supervisor can have anew.
  package var isDisposable: Bool { name.isDisposable }

  /// Whether the device is the emulated one, which does as it is asked (`DeviceRequest`).
  package var isEmulated: Bool { Supervisor.hasDevice }

  /// Whether the device is on the bus now.
  package var isPresent: Bool { Location.isPresent(serial) }

  /// Whether the controller does DMA. Its driver tells that, and not what mmap() does: a kernel that treats a controller
  /// otherwise is broken, and one may refuse offsets for reasons of its own.
  var doesDMA: Bool { !Self.driversWithoutDMA.contains(controllerDriver) }

  /// The drivers of host controllers without HCD_DMA in their flags (Linux 6.1: dummy_hcd.c, vhci_hcd.c,
  /// drivers/usb/host, isp1760, renesas_usbhs).
  private static let driversWithoutDMA: Set = [
    "dummy_hcd", "vhci_hcd", "isp116x-hcd", "isp1362-hcd", "isp1760", "max3421-hcd", "r8a66597_hcd",
    "renesas_usbhs", "sl811-hcd", "u132_hcd", "oxu210hp-hcd",
  ]

  /// Size of a bulk packet in bytes.
  package var maxPacket: Int { loopback.endpoint(.bulk, in: true)!.maxPacketSize }

  /// Size in bytes of the largest transfers worth trying.
  package var largestTransfer: Int { quirks.contains(.crawlsThroughLargeTransfers) ? 128 << 10 : 4 << 20 }

  /// The rig in a line, and what a run on it does not reach.
  package var description: String {
    let branch =
      switch mapsDMA {
      case true?: "dma_mmap_coherent"
      case false?: "plain pages"
      case nil: "no regions"
      }
    let dma = "\(doesDMA ? "DMA" : "no DMA") (\(branch))"
    return
      ([controllerDriver, "\(speed) speed", dma] + (isBehindIOMMU ? ["behind an IOMMU"] : [])
      + (has(.isochronous) ? [] : ["no isochronous"]) + (interrupt == nil ? ["no interrupt"] : []))
      .joined(separator: ", ")
  }
}
