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
}
