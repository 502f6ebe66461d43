/// The quirks of a host controller with their reasons, from its driver and whether QEMU emulates it.
package struct ControllerQuirks: Sendable {
  private let reasons: [ControllerQuirk: String]

  /// - Parameters:
  ///   - driver: The driver of the host controller, such as `ohci-pci`.
  ///   - isEmulated: The device is the emulated one, so that the controller is QEMU's.
  ///   - speed: The speed of the device, in USB's words.
  init(driver: String, isEmulated: Bool, speed: String) {
    var reasons: [ControllerQuirk: String] = [:]
    for row in Self.table where row.applies(driver, isEmulated, speed) { reasons[row.quirk] = row.reason }
    self.reasons = reasons
  }

  /// Whether the controller has the quirk.
  package func contains(_ quirk: ControllerQuirk) -> Bool { reasons[quirk] != nil }

  /// The reason that the controller has the quirk; nil if it has not.
  package subscript(_ quirk: ControllerQuirk) -> String? { reasons[quirk] }

  /// A quirk, the controllers that have it, and where to see it.
  private struct Row: Sendable {
    let quirk: ControllerQuirk
    let reason: String
    let applies: @Sendable (_ driver: String, _ isEmulated: Bool, _ speed: String) -> Bool
  }

  private static let isQEMUsOHCI: @Sendable (String, Bool, String) -> Bool = {
    driver, isEmulated, _ in isEmulated && driver.hasPrefix("ohci")
  }

  /// QEMU's files are those of QEMU 7.2.
  private static let table = [
    Row(
      quirk: .forgetsShortLengths,
      reason: "QEMU's OHCI (hw/usb/hcd-ohci.c) delivers a short transfer's data and forgets its length",
      applies: isQEMUsOHCI),
    Row(
      quirk: .repeatsTransfers,
      reason:
        "QEMU's OHCI (hw/usb/hcd-ohci.c) has one packet for all endpoints: the frame after a list ran empty repeats "
        + "what was in flight",
      applies: isQEMUsOHCI),
    // One buffer for all endpoints, too: an empty list stops isochronous streams, an OUT spoils an IN behind it in the
    // list, and cancelling what just completed is an assertion.
    Row(
      quirk: .mixesConcurrentTransfers,
      reason: "QEMU's OHCI spoils, repeats or drops what runs beside another transfer", applies: isQEMUsOHCI),
    Row(
      quirk: .neverResumesPorts, reason: "QEMU's OHCI does not resume a suspended port", applies: isQEMUsOHCI),
    Row(
      quirk: .dropsEmptyPackets,
      reason:
        "QEMU's OHCI (hw/usb/hcd-ohci.c, ohci_service_iso_td) takes an isochronous packet of length 0 for a bad one",
      applies: isQEMUsOHCI),
    Row(
      quirk: .neverSuspendsPorts,
      reason:
        "dummy_hcd (drivers/usb/gadget/udc/dummy_hcd.c, dummy_hub_control) refuses to suspend a SuperSpeed port: it "
        + "takes the link state in wIndex for a part of the port's number (seen on Linux 6.1)",
      applies: { driver, _, speed in driver == "dummy_hcd" && speed == "super" }),
    Row(
      quirk: .crawlsThroughLargeTransfers,
      reason:
        "QEMU's UHCI (hw/usb/hcd-uhci.c) looks through all packets of an endpoint's queue for each of them; of 4 MiB "
        + "there are 65,536",
      applies: { driver, isEmulated, _ in isEmulated && driver == "uhci_hcd" }),
    Row(
      quirk: .deliversOnlyWholeTransfers,
      reason:
        "USB/IP and QEMU's redirection hand over transfers (QEMU's UHCI and OHCI: packets or pages of them) that are "
        + "complete",
      applies: { driver, isEmulated, _ in isEmulated || driver == "vhci_hcd" }),
    Row(
      quirk: .countsNoErrors, reason: "only the drivers of EHCI and UHCI count isochronous errors",
      applies: { driver, _, _ in !["ehci", "uhci"].contains { driver.hasPrefix($0) } }),
  ]
}
