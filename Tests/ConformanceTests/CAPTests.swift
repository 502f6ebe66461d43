import Rig
import SystemPackage
import Testing
import USBFS

extension Conformance.CAP {
  @Test func `CAP-1: capability bit 0x20 is reported`() throws {
    #expect(try fixture.device.capabilities().contains(.mmap))
  }

  @Test func `CAP-2: the capability bit tells the truth`() throws {
    let claims = try fixture.device.capabilities().contains(.mmap)
    let works: Bool
    do {
      let region = try fixture.map(1)
      region.bytes[0] = 1
      works = true
    } catch { works = false }
    #expect(claims == works)
  }

  @Test func `CAP-3: the older capability bits are still reported`() throws {
    let capabilities = try fixture.device.capabilities()
    for bit: Capabilities in [.zeroPacket, .noPacketSizeLimit, .reapAfterDisconnect] {
      #expect(capabilities.contains(bit))
    }
  }

  @Test func `CAP-4: the later capability bits tell the truth`() throws {
    let device = try Device(fixture.location.node)
    let capabilities = try device.capabilities()
    #expect(capabilities.contains(.dropPrivileges))
    #expect(capabilities.contains(.connectionInfo))
    let connection = try device.connection()
    #expect(connection.bus == fixture.location.bus, "bus number of CONNINFO_EX")
    #expect(connection.address == fixture.location.address, "device number of CONNINFO_EX")
    if Files.read(fixture.location.sysfs + "/power/control") != nil {
      #expect(capabilities.contains(.suspend))
      #expect(throws: Never.self, "ALLOW_SUSPEND") { try device.allowSuspend() }
      #expect(throws: Never.self, "FORBID_SUSPEND") { try device.forbidSuspend() }
    } else {
      unreached("power management, which this kernel has not")
    }
    try device.dropPrivileges(interfaces: 0)
    #expect(throws: Errno.permissionDenied, "a claim that was given up by DROP_PRIVILEGES") {
      try device.claim(interface: fixture.rig.loopback.number)
    }
  }

  @Test func `CAP-5: a root hub has the same capabilities`() throws {
    // A root hub is no device of this run's; the machine must be.
    guard fixture.rig.isDisposable else { return unreached("a root hub") }
    let hub = try Device(fixture.location.rootHub)
    #expect(try hub.capabilities() == fixture.device.capabilities())
    let region = try hub.map(2 * Kernel.pageSize)
    region.fill(.pattern(seed: 1))
    expect(region, holds: .pattern(seed: 1), "a region of the root hub")
    try region.unmap()
  }
}
