/// A fault of a host controller's driver, for which clauses are missed on its controllers whatever usbfs does.
package struct DriverDefect: Sendable {
  /// Name of the driver, as sysfs has it: `dwc2`.
  let driver: String
  /// Id of the clause that asks for just this. It is always missed: if it is kept, that is news.
  package let clause: String
  /// Ids of the clauses that come across it, and may miss for it.
  package let others: Set<String>
  /// Explanation: what goes wrong, in which function, since when.
  let reason: String
}

extension Catalogue {
  /// The drivers' faults that are known.
  package static let driverDefects = [
    DriverDefect(
      driver: "dwc2", clause: "BND-11",
      others: ["BND-1", "BND-6", "BND-9", "DMA-1", "DMA-2", "ZCP-5"],
      reason:
        "dwc2_alloc_dma_aligned_buffer (drivers/usb/dwc2/hcd.c) takes a bounce buffer for an unaligned buffer of a region "
        + "although it is mapped already: nobody fills it, and what the kernel's memory held is copied over the data"
    ),
    DriverDefect(
      driver: "dwc2", clause: "BND-10", others: [],
      reason:
        "_dwc2_hcd_urb_enqueue (drivers/usb/dwc2/hcd.c) refuses an URB of no bytes for its region's unaligned address"
    ),
  ]
}

extension Clause {
  /// The fault of this driver that the clause comes across; nil if there is none.
  package func defect(of driver: String) -> DriverDefect? {
    Catalogue.driverDefects.first { $0.driver == driver && ($0.clause == id || $0.others.contains(id)) }
  }

  /// The reason why a kernel of this version is expected to miss the clause on a controller of this driver, and whether it
  /// does so each time; nil if it must meet it.
  package func knownFailure(for kernel: KernelVersion, driver: String) -> (reason: String, isCertain: Bool)? {
    // A distribution may have taken the fix before anybody else did: that is no news but good.
    if let reason = grade.knownFailureReason(for: kernel) { return (reason, !grade.isSince) }
    return defect(of: driver).map { ($0.reason, $0.clause == id) }
  }
}
