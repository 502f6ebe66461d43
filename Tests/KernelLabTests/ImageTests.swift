import Validators
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// The image for other people's CI, booted as they do it.
extension GuestTests {
  /// What the console says from power-on to power-off.
  private func boot(_ kernel: Kernel, _ image: FilePath, _ parameters: String) async throws -> String {
    try await Tool.run(
      "timeout",
      [
        "180", kernel.architecture.emulator, "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "256",
        "-nographic",
        "-no-reboot", "-kernel", kernel.image.string, "-initrd", image.string, "-append",
        "console=\(kernel.architecture.board.console) \(Guest.arguments) \(kernel.architecture.kernelArguments) \(parameters)",
      ])
  }

  private func image(
    in folder: FilePath, clauses: String = "usbfs-clauses", _ arguments: [String] = []
  ) async throws -> FilePath {
    let file = folder.appending("\(clauses).cpio.gz")
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-conformance")),
      arguments: Arguments(["image", "--output", file.string] + arguments),
      environment: .inherit.updating(["USBFS_CLAUSES": Products.folder.appending(clauses).string]),
      output: .discarded, error: .string(limit: 1 << 16))
    try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    return file
  }

  private static func debian() async throws -> Kernel {
    try await Kernel.get(.debian(suite: "bookworm")) { _ in }
  }

  @Test(.kunit) func `an image runs where the CI adds the modules, and skips where nobody does`() async throws
  {
    let kernel = try await Self.debian()
    try await FileSystem.withTemporary { folder in
      let bare = try await image(in: folder)
      // Archives may be put one after the other.
      let modules = folder.appending("root")
      try await GuestImage.addModules(kernel.closure(of: RigProfile.moduleNames), of: kernel, to: modules)
      try await GuestImage.pack(modules, "gzip", to: folder.appending("modules"))
      let whole = folder.appending("whole")
      try FileSystem.write(FileSystem.read(bare) + FileSystem.read(folder.appending("modules")), to: whole)

      let console = try await boot(kernel, whole, "usbfs.filter=\"(CAP-[123]|MAP-3|ISO-1):\"")
      #expect(console.contains("# rig dummy: dummy_hcd, high speed, no DMA (plain pages)"))
      #expect(console.contains("    ok 3 CAP-3: the older capability bits are still reported"))
      #expect(console.contains("# conforms: no MUST was missed"))
      #expect(console.contains("reboot: Power down"))
      let judgement = try KUnit.shared.get().parse(console)
      #expect(judgement == .init(passed: 4, failed: 0, crashed: 0, skipped: 1, errors: 0, status: 0))
      #expect(try Self.lavaSees(console) == "pass 4 skip 1")

      let without = try await boot(kernel, bare, "usbfs.filter=CAP-[123] usbfs.shard=2/2")
      let reason = "the kernel cannot be a rig dummy: it has no usbcore (CONFIG_USB), and no modules of"
      #expect(without.contains("    ok 1 CAP-2: the capability bit tells the truth # SKIP \(reason)"))
      #expect(without.contains("reboot: Power down"))
      let skipped = try KUnit.shared.get().parse(without)
      #expect(skipped == .init(passed: 0, failed: 0, crashed: 0, skipped: 1, errors: 0, status: 1))
      #expect(try Self.lavaSees(without) == "skip 1")
    }
  }

  @Test(.kunit) func `an image survives what kills the tests, and breaks off with the kernel`() async throws {
    let kernel = try await Self.debian()
    try await FileSystem.withTemporary { folder in
      let bad = try await image(in: folder, clauses: "BadClauses", ["--kernel", "debian:bookworm"])
      let console = try await boot(kernel, bad, "usbfs.filter=(CAP-1|MAP-[1578]|BND-1): usbfs.timeout=10")
      for words in [
        "    ok 1 CAP-1",
        "# MAP-1: hung: nothing was heard for 10 s",
        "# MAP-5: crashed: the tests ended with status 0",
        "# MAP-7: crashed: the tests died of signal 9 (Killed)",
        "not ok 4 MAP-8",
        "# BND-1: inconclusive: did not run",
        "reboot: Power down",
      ] {
        #expect(console.contains(words), "\(console)")
      }
      let judgement = try KUnit.shared.get().parse(console)
      #expect(judgement == .init(passed: 1, failed: 5, crashed: 0, skipped: 0, errors: 0, status: 1))
      #expect(try Self.lavaSees(console) == "fail 5 pass 1")

      let cut = try await boot(kernel, bad, "usbfs.filter=(CAP-.|MAP-8):")
      #expect(cut.contains("Kernel panic - not syncing"))
      #expect(!cut.contains("CAP-3"))
      let broken = try KUnit.shared.get().parse(cut)
      #expect(broken.crashed > 0, "\(broken)")
      #expect(broken.status == 1)
    }
  }

  /// What the test cases come to that a LAVA job makes of the console.
  private static func lavaSees(_ console: String) throws -> String {
    let program = """
      import re, sys, yaml
      monitor = yaml.safe_load(open(sys.argv[1]))['actions'][2]['test']['monitors'][0]
      text = open(sys.argv[2], newline='').read()
      text = text[re.search(monitor['start'], text).start():re.search(monitor['end'], text).start()]
      seen = [monitor['fixupdict'][m['result']] for m in re.finditer(monitor['pattern'], text)]
      print(' '.join(f'{word} {seen.count(word)}' for word in sorted(set(seen))))
      """
    let file = try Python.temporaryFolder().path + "/console"
    try FileSystem.write(console.utf8, to: FilePath(file))
    let job = FileSystem.checkout.appending("ci/lava-qemu.yaml").string
    return try Python.run(["-c", program, job, file]).output.split(separator: "\n").last.map(String.init)
      ?? ""
  }
}
