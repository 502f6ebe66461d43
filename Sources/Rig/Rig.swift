import Glibc
import Synchronization
import SystemPackage
import USBFS

/// The host controller and the gadget that this run may touch, and what they can do.
package struct Rig: Sendable {
  /// The gadget's serial number: what the run or the operator named, and nothing else is touched.
  package let serial: String
  /// The rig's name in the reports.
  package let name: String
  /// The driver of the host controller: dummy_hcd, xhci_hcd.
  package let controllerDriver: String
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
  /// refuses.
  package let mapsDMA: Bool?
  /// Whether an IOMMU translates the controller's addresses, so that a region may be scattered in physical memory.
  package let isBehindIOMMU: Bool

  /// Why there is no rig to run on, and what to do about it.
  package struct Missing: Error, CustomStringConvertible {
    /// The sentence.
    package let description: String
  }

  /// The rig, looked for once.
  package static let current: Result<Rig, Missing> = {
    do { return .success(try find()) } catch { return .failure(error as! Missing) }
  }()

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Whether the operator wants a missing rig to be a failure.
  package static var isRequired: Bool { environment("USBFS_REQUIRE_RIG") == "1" }
  /// The command that runs the gadget program where the gadget is: `/path/gadget/gadget`, `ssh board gadget`.
  static var gadgetCommand: String? { environment("USBFS_GADGET") }

  /// Where lines to the supervisor go, if the device at the other end is its emulated one.
  static var deviceLine: String? { environment("USBFS_DEVICE_LINE") }
  /// Whether the device is the emulated one, which does as it is asked (`DeviceRequest`).
  package var isEmulated: Bool { Self.deviceLine != nil }

  /// Seconds for what takes moments where it works: an URB that has all it needs, a device from plugging in to its last
  /// interface. A supervisor gives slow kernels more.
  static let timeout = environment("USBFS_TIMEOUT").flatMap { Int($0) } ?? 120

  /// Where the supervisor listens, if there is one: a terminal line or a pipe.
  private static let supervisor = environment("USBFS_SUPERVISOR").flatMap {
    try? FileDescriptor.open(FilePath($0), .writeOnly)
  }
  private static let lastSign = Mutex(ContinuousClock.now)

  /// Whether somebody else judges what clauses say.
  package static var isSupervised: Bool { supervisor != nil }

  /// Tells the supervisor that the clause goes on, with an empty line at most every ten seconds. What it hears nothing
  /// of for minutes it takes for hung, and many rounds take as long as the machine takes.
  package static func heartbeat() {
    guard let supervisor else { return }
    let isDue = lastSign.withLock { last in
      let now = ContinuousClock.now
      guard now - last >= .seconds(10) else { return false }
      last = now
      return true
    }
    if isDue { _ = try? supervisor.writeAll([UInt8(ascii: "\n")]) }
  }

  /// Where captures are to go as they are made, if the supervisor fears for the kernel.
  package static var captureStream: String? { environment("USBFS_CAPTURE") }

  /// Hands a file to the supervisor, if there is one to take it. False if not.
  package static func exportArtifact(_ bytes: [UInt8], named name: String) -> Bool {
    guard let command = environment("USBFS_EXPORT") else { return false }
    let path = "/tmp/\(name)"
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
      try file.closeAfter { _ = try file.writeAll(bytes) }
      try Shell.run("\(command) \(name) \(path)")
      return true
    } catch { return false }
  }

  private static func find() throws -> Rig {
    guard let serial = environment("USBFS_DEVICE") ?? Files.read("/run/usbfs-conformance/serial") else {
      throw Missing(
        description: "no rig: run `make gadget-up` here, or set USBFS_DEVICE to the gadget's serial number")
    }
    let name = environment("USBFS_RIG") ?? "hardware"
    if name == "usbip", !Location.isPresent(serial) {
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
    if name == "xhci-iommu", !isBehindIOMMU {
      throw Missing(
        description: "the controller's DMA is not translated: the kernel needs CONFIG_INTEL_IOMMU")
    }
    return Rig(
      serial: serial, name: name, controllerDriver: location.controllerDriver,
      speed: location.speed, sourceSink: functions[0], loopback: functions[1],
      interrupt: interfaces.first { $0.endpoint(.interrupt, in: true) != nil },
      mapsDMA: branch(of: device), isBehindIOMMU: isBehindIOMMU)
  }

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

  /// Whether all of this is a virtual machine that a supervisor can have anew.
  package var isDisposable: Bool { name != "hardware" }
  /// Whether the device is on the bus now.
  package var isPresent: Bool { Location.isPresent(serial) }

  /// Whether the device has isochronous endpoints that work. usbip-vudc lets the gadget have them and carries nothing
  /// (vudc_transfer.c: "TODO: support").
  package var hasIsochronous: Bool {
    name != "usbip" && sourceSink.endpoints.contains { $0.type == .isochronous }
  }

  /// Whether what a device sent reaches memory before its whole transfer is done. USB/IP and QEMU's redirection hand
  /// over transfers (QEMU's UHCI and OHCI: packets or pages of them) that are complete.
  package var deliversPartialTransfers: Bool { !isEmulated && controllerDriver != "vhci_hcd" }

  /// Whether the controller does DMA. What it is tells that: a kernel that treats it as if it did none is broken.
  var doesDMA: Bool {
    mapsDMA == true || ["xhci", "ehci", "ohci", "uhci"].contains { controllerDriver.hasPrefix($0) }
  }

  /// Whether the controller's driver counts an isochronous URB's packets that failed.
  package var countsErrors: Bool { ["ehci", "uhci"].contains { controllerDriver.hasPrefix($0) } }

  /// What the rig is, and what a run on it does not reach.
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
      + (hasIsochronous ? [] : ["no isochronous"]) + (interrupt == nil ? ["no interrupt"] : []))
      .joined(separator: ", ")
  }

  /// QEMU 7.2's OHCI (hw/usb/hcd-ohci.c) is a controller with faults of its own. When a block of 4096 bytes that is not
  /// a transfer's last ends short, or a short end is not allowed, the data arrives and its length is forgotten. It has
  /// one packet and one buffer for all endpoints: the frame after a list ran empty repeats what was in flight and stops
  /// isochronous streams, an OUT spoils an IN behind it in the list, and cancelling what just completed is an
  /// assertion. It does not resume ports.
  package var isQEMUsOHCI: Bool { isEmulated && controllerDriver.hasPrefix("ohci") }

  /// Bytes of the largest transfers worth trying. QEMU's UHCI looks through all packets of an endpoint's queue for each
  /// of them; of 4 MiB there are 65,536.
  package var largestTransfer: Int { isEmulated && controllerDriver == "uhci_hcd" ? 128 << 10 : 4 << 20 }

  /// Why the rig cannot give what a clause needs, and how to get it; nil if it can.
  package func lacks(_ need: RigFeature) -> String? {
    switch need {
    case .gadgetControl:
      guard Self.gadgetCommand != nil || isEmulated else {
        return
          "the gadget cannot be unplugged from here: set USBFS_GADGET to the command that runs gadget/gadget "
          + "where it is, for instance 'ssh board gadget'"
      }
      return nil
    case .isochronous:
      return hasIsochronous
        ? nil : "no isochronous endpoints that work: neither dummy_hcd nor usbip-vudc has them; try RIG=xhci"
    case .emulatedDevice:
      return isEmulated ? nil : "the device cannot be told what to send; try RIG=xhci"
    case .dma:
      return doesDMA ? nil : "the controller does no DMA; try RIG=xhci"
    case .iommu:
      return isBehindIOMMU ? nil : "no IOMMU translates for this controller; try RIG=xhci-iommu"
    case .deferredOUTRead:
      return name == "usbip" ? "USB/IP reads a whole OUT as soon as it is submitted; try RIG=dummy" : nil
    case .concurrentTransfers:
      if name == "usbip" {
        return
          "vhci_hcd may send an unlink before the URB it is for, and gives up the connection; try RIG=dummy"
      }
      return isQEMUsOHCI
        ? "QEMU's OHCI spoils, repeats or drops what runs beside another transfer; try RIG=uhci" : nil
    case .portSuspend:
      return isQEMUsOHCI ? "QEMU's OHCI does not resume a suspended port; try RIG=uhci" : nil
    case .noKernelBuffersInDevice:
      return name == "usbip"
        ? "usbip-vudc takes a block of the same kernel's memory for each transfer; try RIG=dummy" : nil
    case .hcdReportsENOMEM:
      return name == "usbip"
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
      return Self.environment("USBFS_EXPENDABLE") == "1"
        ? nil : "may kill the kernel, and nobody outside would go on with another; try `make check`"
    case .linux(let version):
      return Kernel.version < version ? "only from Linux \(version) on" : nil
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
