import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// A disk that fills up while QEMU saves a guest, played by a cat that comes before the machine's own.
@Suite struct SnapshotTests {
  @Test func `a snapshot that was not saved whole is said and not kept`() async throws {
    _ = try await Kernel.get(.debian(suite: "bookworm")) { _ in }
    try await FileSystem.withTemporary { scratch in
      let cache = scratch.appending("usbfs-conformance")
      try FileSystem.make(cache)
      // All but what is to be made anew.
      for name in FileSystem.names(in: FileSystem.cache)
      where name == "kernels" || name.hasPrefix("accelerator") {
        try await Tool.run("ln", ["-s", FileSystem.cache.appending(name).string, cache.string])
      }
      let play = "case $(readlink /proc/$$/fd/1) in */state) head -c 100000; exit 1 ;; esac"
      let bin = try await CommandLineTests.standIn(for: "cat", play, in: scratch)
      let said = try await CommandLineTests.run(
        ["run", "--filter", "CAP-1", "--output", scratch.appending("out").string], programs: bin,
        cache: scratch)
      #expect(said.status == .exited(2))
      #expect(said.errors.contains("QEMU saved no whole snapshot in \(cache): is the disk full?"))
      #expect(FileSystem.names(in: cache.appending("snapshots")) == [])
    }
  }
}
