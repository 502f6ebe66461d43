import Testing

@testable import KernelLab
@testable import Runner

@Suite struct GuestLogTests {
  @Test func `a clause has its part of the console, and all that the device complained of`() async throws {
    try await FileSystem.withTemporary { folder in
      let console = """
        [    1.0] usbfs-conformance: CAP-1 begins
        [    1.1] of the first
        [    1.2] usbfs-conformance: CAP-1 ends
        [    1.3] usbfs-conformance: CAP-2 begins
        [    1.4] BUG: of the second

        """
      try FileSystem.write(console.utf8, to: folder.appending("console.log"))
      #expect(GuestLog(folder).deviceSaid.isEmpty)
      try FileSystem.write("a bulk packet\nanother\n".utf8, to: folder.appending("device.log"))
      let log = GuestLog(folder)
      #expect(log.during("CAP-1").count == 3 && log.during("CAP-2").count == 2)
      #expect(log.during("CAP-3").isEmpty)
      #expect(log.lastWords == "BUG: of the second")
      #expect(log.deviceSaid == ["a bulk packet", "another"])
      #expect(log.testsSaid == "nothing")
    }
  }

  @Test func `of a guest that was lost before the first clause a clause has all of the console`() async throws
  {
    try await FileSystem.withTemporary { folder in
      try FileSystem.write("[ 1.0] one\n[ 1.1] two\n".utf8, to: folder.appending("console.log"))
      #expect(GuestLog(folder).during("CAP-1") == ["[ 1.0] one", "[ 1.1] two"])
    }
  }
}
