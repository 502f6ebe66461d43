import GuestProtocol
import SystemPackage
import Testing

@testable import KernelLab

/// The shell scripts of the guest, which no compiler holds to GuestProtocol.
@Suite struct GuestScriptTests {
  private static let scripts = [
    "guest-init": PackageResources.guest_init, "guest-rig": PackageResources.guest_rig,
    "image-init": PackageResources.image_init,
  ].mapValues { String(decoding: $0, as: UTF8.self) }

  /// The script without its comments, which tell people of things in their own words.
  private static func code(_ name: String) -> String {
    scripts[name]!.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("#") }.joined(
      separator: "\n")
  }

  @Test(arguments: scripts.keys.sorted())
  func `a script reads and sets no variable that GuestProtocol does not have`(name: String) {
    let known = Set(GuestVariable.allCases.map(\.rawValue))
    let used = Set(Self.code(name).matches(of: #/USBFS_[A-Z_]+/#).map { String($0.output) })
    #expect(used.subtracting(known) == [])
    #expect(!used.isEmpty)
  }

  @Test(arguments: scripts.keys.sorted())
  func `a script says no control line that GuestProtocol does not have`(name: String) {
    let known = Set(GuestMessage.Word.allCases.map(\.rawValue))
    let said = Set(Self.code(name).matches(of: #/"@([a-z]+)/#).map { String($0.output.1) })
    #expect(said.subtracting(known) == [])
    if name == "guest-init" { #expect(said == ["ready", "loading", "plug", "exit", "failed", "lacking"]) }
  }

  @Test func `a guest without its serial ports says so in the words that its host looks for`() {
    #expect(Self.code("guest-init").contains("\"\(KernelLogMark.noSerialPort) "))
  }

  @Test func `a script of the guest knows no rig`() {
    for rig in RigProfile.all {
      let words =
        Self.code("guest-init").split { !$0.isLetter && $0 != "-" }
        + Self.code("guest-rig").split { !$0.isLetter && $0 != "-" }
      #expect(!words.contains(Substring(rig.name)), "\(rig.name)")
    }
  }

  @Test func `an image is told the rigs with a gadget, and their modules`() {
    #expect(
      GuestImage.gadgetRigs == """
        dummy dummy_udc.0 dummy_hcd:USB_DUMMY_HCD:dummy_hcd
        usbip usbip-vudc.0 vhci_hcd:USBIP_VHCI_HCD:vhci_hcd usbip_vudc:USBIP_VUDC:usbip-vudc

        """)
  }

  @Test func `a guest is told all that its rig is made of`() {
    #expect(
      RigProfile.usbip.environment == [
        .rig: "usbip", .udc: "usbip-vudc.0",
        .rigModules: "vhci_hcd:USBIP_VHCI_HCD:vhci_hcd usbip_vudc:USBIP_VUDC:usbip-vudc",
      ])
    #expect(
      RigProfile.xhciIOMMU.environment == [.rig: "xhci-iommu", .rigModules: "xhci_pci:USB_XHCI_PCI:xhci_hcd"])
    #expect(RigProfile.moduleNames.contains("ohci_pci"))
  }
}
