import SystemPackage
import USBFS

/// The search for the rig.
extension Rig {
  /// The rig, looked for once.
  package static let current: Result<Rig, Missing> = {
    do { return .success(try find()) } catch { return .failure(error as! Missing) }
  }()

  /// Whether the operator wants a missing rig to be a failure.
  package static var isRequired: Bool { Environment[.requireRig] == "1" }

  private static func find() throws -> Rig {
    guard let serial = Environment[.device] ?? Files.read("/run/usbfs-conformance/serial") else {
      throw Missing(
        description: "no rig: run `make gadget-up` here, or set USBFS_DEVICE to the gadget's serial number")
    }
    let name = RigName.current
    if name.isUSBIP, !Location.isPresent(serial) {
      do { try USBIP.connect() } catch {
        throw Missing(description: "cannot connect usbip-vudc to vhci_hcd: \(error)")
      }
    }
    let location = try Location.wait(serial: serial)
    let device: Device
    do { device = try Device(location.node) } catch {
      throw Missing(
        description: "cannot open \(location.node) (\(error)): run as root, or give yourself the right to it")
    }
    let interfaces: [Interface]
    do { interfaces = Interface.parse(try device.descriptors()) } catch {
      throw Missing(description: "cannot read the descriptors of \(location.node): \(error)")
    }
    // The gadget program makes them in this order; f_sourcesink has no name to tell it by under configfs.
    let functions = interfaces.filter { $0.interfaceClass == 0xff && $0.endpoint(.bulk, in: true) != nil }
    guard functions.count == 2,
      functions.allSatisfy({ $0.endpoint(.bulk, in: false) != nil })
    else {
      throw Missing(
        description:
          "device \(serial) has not the two bulk interfaces of the gadget that `make gadget-up` makes: is it another device?"
      )
    }
    let isBehindIOMMU = location.isBehindIOMMU
    if name.needsIOMMU, !isBehindIOMMU {
      throw Missing(
        description: "the controller's DMA is not translated: the kernel needs CONFIG_INTEL_IOMMU")
    }
    return Rig(
      serial: serial, name: name, controllerDriver: location.controllerDriver,
      quirks: ControllerQuirks(
        driver: location.controllerDriver, isEmulated: Supervisor.hasDevice, speed: location.speed),
      speed: location.speed, sourceSink: functions[0], loopback: functions[1],
      interrupt: interfaces.first { $0.endpoint(.interrupt, in: true) != nil },
      mapsDMA: branch(of: device), isBehindIOMMU: isBehindIOMMU)
  }

  /// The branch of `usbdev_mmap` that a region takes, as `mapsDMA` says it.
  private static func branch(of device: Device) -> Bool? {
    do {
      _ = try device.map(1, offset: Kernel.pageSize)
      return false
    } catch .resourceTemporarilyUnavailable {
      return true
    } catch {
      return nil
    }
  }
}
