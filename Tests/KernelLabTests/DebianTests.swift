import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// Archives that do not give what they promise, played by an apt-get that comes before the machine's own.
@Suite struct DebianTests {
  /// What the command says of Debian's bookworm kernel, in a cache that holds what the archive lists.
  /// - Parameters:
  ///   - hasKernel: Whether the cache holds the kernel, too, as of some days ago.
  ///   - update: What `apt-get update` does, in shell.
  ///   - download: What `apt-get download` does.
  private func fetch(hasKernel: Bool, update: String = "exit 0", download: String = "exit 100") async throws
    -> (output: String, errors: String, status: TerminationStatus, left: [String])
  {
    let known = try await Kernel.get(.debian(suite: "bookworm")) { _ in }
    let cache = Debian(suite: "bookworm").folder
    return try await FileSystem.withTemporary { scratch in
      let folder = scratch.appending("usbfs-conformance/kernels/debian-bookworm")
      try FileSystem.make(folder)
      let tree = FileSystem.names(in: cache).first { known.image.starts(with: cache.appending($0)) }!
      for name in ["apt"] + (hasKernel ? [tree, "current"] : []) {
        try await Tool.run("cp", ["-a", cache.appending(name).string, folder.string])
      }
      if hasKernel { try await Tool.run("touch", ["-d", "3 days ago", folder.appending("current").string]) }
      let play = """
        for word; do
          case $word in
            update) \(update) ;;
            download) \(download) ;;
          esac
        done
        """
      let bin = try await CommandLineTests.standIn(for: "apt-get", play, in: scratch)
      let said = try await CommandLineTests.run(["kernel", "debian:bookworm"], programs: bin, cache: scratch)
      return (said.output, said.errors, said.status, FileSystem.names(in: folder).filter { $0 != "apt" })
    }
  }

  private static let noNetwork = "echo 'E: Temporary failure resolving' >&2; exit 100"

  @Test func `without a network the cached kernel serves, and that is said`() async throws {
    let (output, errors, status, _) = try await fetch(hasKernel: true, update: Self.noNetwork)
    #expect(status.isSuccess)
    #expect(output.contains("/boot/vmlinuz-"))
    #expect(errors.contains("using the cached kernel: apt-get failed: E: Temporary failure resolving"))
  }

  @Test func `without a network and a cached kernel there is none`() async throws {
    let (output, errors, status, left) = try await fetch(hasKernel: false, update: Self.noNetwork)
    #expect(status == .exited(2))
    #expect(output.isEmpty)
    #expect(errors.contains("apt-get failed: E: Temporary failure resolving"))
    #expect(left.isEmpty)
  }

  @Test func `a package that the archive lost since its index is named`() async throws {
    let lost = "echo 'E: Failed to fetch: 404 Not Found' >&2; exit 100"
    let (_, errors, status, left) = try await fetch(hasKernel: false, download: lost)
    #expect(status == .exited(2))
    #expect(errors.contains("the archive lists linux-image-"))
    #expect(errors.contains("and does not give it; try again later: apt-get failed: E: Failed to fetch: 404"))
    #expect(left.isEmpty)
  }

  @Test func `a package that cannot be unpacked leaves nothing behind`() async throws {
    // Apt itself compares sums; a disk that fills up spoils a package after that.
    let cut = "echo '!<arch>' > linux-image_1_amd64.deb; exit 0"
    let (_, errors, status, left) = try await fetch(hasKernel: false, download: cut)
    #expect(status == .exited(2))
    #expect(errors.contains("linux-image_1_amd64.deb cannot be unpacked; is the disk full?"))
    #expect(left.isEmpty)
  }
}
