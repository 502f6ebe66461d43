import Synchronization
import SystemPackage

/// Location of the gadget on this machine: bus, address and folder in sysfs. It changes with every enumeration.
package struct Location: Sendable {
  /// The device's folder in sysfs.
  package let sysfs: String
  /// The number of the bus.
  package let bus: Int
  /// The device's address on it, 1 to 127.
  package let address: Int
  private let serial: String

  /// The usbfs node.
  package var node: FilePath {
    let pad = { (number: Int) in String(repeating: "0", count: max(0, 3 - "\(number)".count)) + "\(number)" }
    return FilePath("/dev/bus/usb/\(pad(bus))/\(pad(address))")
  }

  /// The usbfs node of its bus's root hub, which is always the first device.
  package var rootHub: FilePath { node.removingLastComponent().appending("001") }

  /// The devices with this serial number that are configured and ready. Serial numbers are not unique by nature.
  static func find(serial: String) -> [Location] {
    let root = "/sys/bus/usb/devices/"
    return deviceNames(in: root).compactMap { name in
      let folder = root + name
      guard Files.read(folder + "/serial") == serial,
        let bus = Files.read(folder + "/busnum").flatMap({ Int($0) }),
        let address = Files.read(folder + "/devnum").flatMap({ Int($0) }),
        let count = Files.read(folder + "/bNumInterfaces").flatMap({ Int($0.drop(while: { $0 == " " })) }),
        Files.names(in: folder).count(where: { $0.hasPrefix(name + ":") }) == count
      else { return nil }
      let location = Location(sysfs: folder, bus: bus, address: address, serial: serial)
      return Files.exists(location.node.string) ? location : nil
    }
  }

  /// The devices' names: no root hubs (`usb1`) and no interfaces (`1-1:1.0`). They are asked for at each event.
  private static func deviceNames(in root: String) -> [String] {
    Files.names(in: root).filter { !$0.hasPrefix("usb") && !$0.utf8.contains(UInt8(ascii: ":")) }
  }

  /// The last known location; usually it still holds.
  private static let last = Mutex<Location?>(nil)

  /// Whether the device is there and still the one it was: each enumeration gives it another address.
  private func isPresentAsBefore(_ serial: String) -> Bool {
    Files.read(sysfs + "/serial") == serial && Files.read(sysfs + "/devnum") == "\(address)"
  }

  /// The devices' folders with this serial number that the kernel does not configure before somebody allows it.
  private static func unauthorized(serial: String) -> [String] {
    let root = "/sys/bus/usb/devices/"
    return deviceNames(in: root).map { root + $0 }.filter {
      Files.read($0 + "/authorized") == "0" && Files.read($0 + "/serial") == serial
    }
  }

  /// Seconds in which a daemon that allows devices, such as USBGuard, has decided on one that is there.
  private static let decisionTime = 10

  /// Waits until the gadget is there. Throws what to do if it does not come, or if there are two.
  ///
  /// A device that the kernel is not to configure (usbcore.authorized_default=0, authorized_default of its bus) is allowed
  /// here in a virtual machine that is the clauses' own. On a machine with an operator that is the operator's policy
  /// against just such devices, and not ours to change.
  package static func wait(serial: String) throws(Rig.Missing) -> Location {
    if let known = last.withLock({ $0 }), known.isPresentAsBefore(serial) { return known }
    let events = Uevents()
    let isOurs = RigName.current.isDisposable
    func look() -> [Location]? {
      if isOurs {
        for folder in unauthorized(serial: serial) { try? Files.write("1", to: folder + "/authorized") }
      }
      return find(serial: serial).nonEmpty
    }
    let isForbidden = !isOurs && !unauthorized(serial: serial).isEmpty
    switch events.wait(seconds: isForbidden ? decisionTime : Supervisor.timeout, for: look) {
    case nil:
      if let folder = unauthorized(serial: serial).first {
        throw Rig.Missing(
          description:
            "the kernel may not configure the device \(serial): \(folder)/authorized is 0. Allow it with a rule for its "
            + "serial number (USBGuard), or with 1 in authorized_default of its bus's usbN there, and plug it in again"
        )
      }
      throw Rig.Missing(
        description:
          "no device with the serial number \(serial) came up: see `make gadget-status`, and the cable")
    case .some(let found) where found.count > 1:
      throw Rig.Missing(
        description:
          "\(found.count) devices have the serial number \(serial): give the gadget one of its own "
          + "(make gadget-up SERIAL=...)")
    case .some(let found):
      last.withLock { $0 = found[0] }
      return found[0]
    }
  }

  /// Waits until the device that was here is not, whatever came since.
  package func waitGone() throws(Gadget.Failure) {
    guard Uevents().wait(seconds: Supervisor.timeout, for: { isPresentAsBefore(serial) ? nil : true }) == true
    else {
      throw Gadget.Failure(description: "the device stays on the bus")
    }
    Self.forget()
  }

  /// The device is about to go: what comes back may have the same address before it is ready.
  static func forget() { last.withLock { $0 = nil } }

  /// Whether the device is on the bus now.
  static func isPresent(_ serial: String) -> Bool {
    last.withLock { $0 }?.isPresentAsBefore(serial) ?? false || !find(serial: serial).isEmpty
  }

  /// Waits until no device has this serial number. False if one stays.
  static func waitGone(serial: String) -> Bool {
    forget()
    let root = "/sys/bus/usb/devices/"
    let isThere = { deviceNames(in: root).contains { Files.read(root + $0 + "/serial") == serial } }
    return Uevents().wait(seconds: Supervisor.timeout) { isThere() ? nil : true } ?? false
  }

  /// low, full, high, super: what sysfs gives in Mbit/s.
  var speed: String {
    switch Files.read(sysfs + "/speed") {
    case "1.5": "low"
    case "12": "full"
    case "480": "high"
    case .some: "super"
    case nil: "unknown"
    }
  }

  /// The controller's folder in sysfs: the parent of the bus's root hub.
  package var controller: String { Files.resolve("/sys/bus/usb/devices/usb\(bus)/..") ?? "" }

  /// Whether an IOMMU translates the addresses that the controller uses (Documentation/ABI/testing/
  /// sysfs-kernel-iommu_groups: types DMA and DMA-FQ).
  var isBehindIOMMU: Bool { Files.read(controller + "/iommu_group/type")?.hasPrefix("DMA") ?? false }

  var controllerDriver: String {
    (Files.resolve(controller + "/driver") ?? "an unknown driver").split(separator: "/").last.map(String.init)
      ?? ""
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
