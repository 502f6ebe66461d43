/// The name of a rig, and what follows from it: whoever made the rig gives its name in `USBFS_RIG`.
package struct RigName: Sendable, Hashable, CustomStringConvertible {
  /// The name in the reports.
  package let description: String

  /// The name that this run was told.
  static let current = Environment[.rig].map(RigName.init(description:)) ?? .hardware

  /// A rig that nobody named is the operator's own hardware.
  static let hardware = RigName(description: "hardware")

  /// Whether usbip-vudc and vhci_hcd of one kernel are connected to each other, which is the tests' to do. Data then
  /// goes through sockets, as whole transfers.
  var isUSBIP: Bool { description == "usbip" }

  /// Whether the controller's DMA must be translated, or the rig is not what its name says.
  var needsIOMMU: Bool { description == "xhci-iommu" }

  /// Whether the machine is a virtual one, made for the clauses: then a supervisor can have it anew.
  var isDisposable: Bool { self != .hardware }
}
