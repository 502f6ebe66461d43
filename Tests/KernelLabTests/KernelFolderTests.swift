import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// Kernels in other shapes than Debian's packages, made of one of those: they boot and conform, or say why not.
@Suite(.serialized, .qemu)
struct KernelFolderTests {
  private func debian() async throws -> Kernel { try await Kernel.get(.debian(suite: "bookworm")) { _ in } }

  /// Copies the modules that rigs want to `place`, without `missing`; gives their names.
  private func copyModules(_ kernel: Kernel, to place: FilePath, without missing: String = "") async throws
    -> [String]
  {
    let files = try kernel.closure(of: RigProfile.moduleNames).filter { Kernel.moduleName($0) != missing }
    for file in files {
      let target = place.appending(file)
      try FileSystem.make(target.removingLastComponent())
      try await Tool.run("cp", [kernel.modules!.appending(file).string, target.string])
    }
    for list in ["modules.builtin", "modules.builtin.modinfo", "modules.order"] {
      try await Tool.run("cp", [kernel.modules!.appending(list).string, place.appending(list).string])
    }
    return files
  }

  /// Kernel, rigs, and what the run is to say.
  private func run(_ arguments: [String], in folder: FilePath) async throws -> (
    String, String, TerminationStatus
  ) {
    try await CommandLineTests.run(
      ["run", "--filter", "CAP", "--output", folder.appending("results").string] + arguments)
  }

  @Test func `a built tree needs no installation`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = try await debian()
      let tree = folder.appending("a tree")
      for sub in ["arch/x86/boot", "include/config"] { try FileSystem.make(tree.appending(sub)) }
      try await Tool.run("cp", [kernel.image.string, tree.appending("arch/x86/boot/bzImage").string])
      let files = try await copyModules(kernel, to: folder.appending("modules"))
      try await Tool.run("cp", ["-r", folder.appending("modules/kernel").string + "/.", tree.string])
      let release = tree.appending("include/config/kernel.release")
      try FileSystem.write("\(kernel.release)\n".utf8, to: release)
      // As kbuild writes it now: objects, without the folder that modules are installed in.
      let order = files.map { $0.dropFirst("kernel/".count).replacing(".ko", with: ".o") + "\n" }
      try FileSystem.write(order.joined().utf8, to: tree.appending("modules.order"))
      let (output, errors, status) = try await run(["--kernel", tree.string], in: folder)
      #expect(status.isSuccess, "\(output)\(errors)")
      #expect(output.contains("conforms: no MUST was missed"))

      try FileSystem.write("6.6.6\n".utf8, to: release)
      let stale = try await run(["--kernel", tree.string], in: folder)
      #expect(stale.2 == .exited(2) && stale.1.contains("are of 6.6.6, its bzImage is \(kernel.release)"))
      FileSystem.remove(tree.appending("arch"))
      try FileSystem.write([], to: tree.appending("Kbuild"))
      let unbuilt = try await run(["--kernel", tree.string], in: folder)
      #expect(unbuilt.2 == .exited(2) && unbuilt.1.contains("`make bzImage modules` makes it"))
    }
  }

  @Test func `a package is unpacked, and says so if it is cut off`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = try await debian()
      let root = folder.appending("root")
      for sub in ["boot", "DEBIAN"] { try FileSystem.make(root.appending(sub)) }
      try await Tool.run(
        "cp", [kernel.image.string, root.appending("boot/vmlinuz-\(kernel.release)").string])
      _ = try await copyModules(kernel, to: root.appending("lib/modules").appending(kernel.release))
      let control =
        "Package: linux-image-test\nVersion: 1\nArchitecture: amd64\nMaintainer: nobody <n@example.org>\n"
        + "Description: a kernel\n"
      try FileSystem.write(control.utf8, to: root.appending("DEBIAN/control"))
      let package = folder.appending("kernel.deb")
      try await Tool.run(
        "dpkg-deb", ["--build", "--root-owner-group", "-Znone", root.string, package.string])
      let (output, errors, status) = try await run(["--kernel", package.string], in: folder)
      #expect(status.isSuccess, "\(output)\(errors)")
      // Where it was unpacked is the same kernel.
      FileSystem.remove(root.appending("DEBIAN"))
      #expect(
        try await Kernel.get(.path(root)) { _ in }.closure(of: ["usbcore"]).count
          == kernel.closure(of: ["usbcore"])
          .count)

      let bytes = try FileSystem.read(package)
      try FileSystem.write(bytes.prefix(bytes.count / 2), to: package)
      let cut = try await run(["--kernel", package.string], in: folder)
      #expect(cut.2 == .exited(2) && cut.1.contains("\(package) is no whole Debian package"))
    }
  }

  @Test func `a kernel without a gadget driver carries the other rigs`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = try await debian()
      let modules = folder.appending("lib/modules").appending(kernel.release)
      _ = try await copyModules(kernel, to: modules, without: "dummy_hcd")
      try await Tool.run("depmod", ["-b", folder.string, kernel.release])
      let arguments = ["--kernel", kernel.image.string, "--modules", folder.string, "--rig"]
      let (output, errors, status) = try await run(arguments + ["dummy", "xhci"], in: folder)
      #expect(status.isSuccess, "\(output)\(errors)")
      #expect(output.contains("the kernel cannot be a rig dummy: it has no dummy_hcd (CONFIG_USB_DUMMY_HCD)"))
      #expect(output.contains("conforms on 1 of 2 rigs; nothing was tested on dummy"))
      #expect(try await run(arguments + ["dummy"], in: folder).2 == .exited(4))
      // Of a kernel that carries no rig nothing is known, whatever others do.
      let both = ["--kernel", "debian:bookworm", kernel.image.string, "--rig", "dummy"]
      let (table, _, untested) = try await run(both, in: folder)
      #expect(untested == .exited(4), "\(table)")
      #expect(table.contains("no modules of \(kernel.release) are here"))
    }
  }

  @Test func `modules of another kernel are refused`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = try await debian()
      let other = kernel.release.replacing(#/[0-9]/#) { $0.output == "9" ? "8" : "9" }
      let image = folder.appending("bzImage")
      let bytes = try FileSystem.read(kernel.image).replacing(
        kernel.release.utf8, with: other.utf8, maxReplacements: 1)
      try FileSystem.write(bytes, to: image)
      let modules = try #require(kernel.modules)
      let complaint = HarnessError("the modules in \(modules) are for \(kernel.release), not for \(other)")
      await #expect(throws: complaint) { try await Kernel.get(.path(image), modules: modules) { _ in } }
    }
  }

  @Test func `a kernel that does not come up says why`() async throws {
    try await FileSystem.withTemporary { folder in
      let (_, errors, status) = try await run(["--append", "rdinit=/none"], in: folder)
      #expect(
        status == .exited(2) && errors.contains("did not start from the initramfs"), "\(errors)")
    }
    #expect(
      Guest.bootFailureReason(log: "", seconds: 180, on: Architecture.x86_64.board).contains(
        "within 180 s and said nothing"))
    let panic = "[    1.2] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"
    #expect(
      Guest.bootFailureReason(log: panic, seconds: nil, on: Architecture.x86_64.board).contains(
        "in --append; its last words:\n  [ "))
    #expect(
      Guest.bootFailureReason(log: "Oops", seconds: nil, on: Architecture.x86_64.board)
        == "the guest ended before it came up; its last words:\n  Oops")
    // What went wrong and where comes before the registers.
    let oops = ["BUG: kernel NULL pointer dereference", "RIP: 0010:f+0x1/0x2"] + (0..<9).map { "R\($0): 0" }
    let words = Guest.bootFailureReason(
      log: oops.joined(separator: "\n") + "\nCall Trace:\n", seconds: nil, on: Architecture.x86_64.board)
    #expect(words.contains("words:\n  BUG: kernel NULL pointer dereference\n  RIP: 0010:f"), "\(words)")
  }

  @Test func `a kernel that dies while it boots gets a second chance, and the run says so`() async throws {
    try await FileSystem.withTemporary { folder in
      // A QEMU whose first guest, of those that are to become a snapshot, dies of an oops.
      try FileSystem.write(
        """
        #!/bin/sh
        case "$*" in
        *-incoming*|*--version*) ;;
        *file,*/console.log*)
          if mkdir '\(folder)/died' 2>/dev/null; then
            console=${*#*id=console,path=}
            printf 'Booting\\nBUG: planted\\nRIP: 0010:here\\n' >"${console%% *}"
            exit 0
          fi ;;
        esac
        exec /usr/bin/qemu-system-x86_64 "$@"

        """.utf8, to: folder.appending("qemu-system-x86_64"))
      #expect(chmod(folder.appending("qemu-system-x86_64").string, 0o755) == 0)
      let (_, errors, status) = try await CommandLineTests.run(
        ["run", "--filter", "CAP-1", "--output", folder.appending("results").string]
          // So that no snapshot is there yet.
          + ["--append", "second_chance=\(UInt32.random(in: 0...UInt32.max))"], programs: folder)
      #expect(status.isSuccess, "\(errors)")
      #expect(
        errors.contains("last words:\n  BUG: planted\n  RIP: 0010:here\nbooting it once more"), "\(errors)")
    }
  }

  @Test func `several kernels share a table, one that is not there does not stop the others`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = try await debian()
      let arguments = [
        "--kernel", "debian:bookworm", "/no/kernel", kernel.image.string, "--rig", "dummy", "--filter",
        "CAP-1",
      ]
      // The bare image has nobody to load its modules.
      let (output, errors, status) = try await run(arguments, in: folder)
      #expect(status == .exited(2), "\(output)\(errors)")
      #expect(output.contains("conforms on 1 of 3 combinations of kernel and rig"))
      #expect(errors.contains("no kernel at /no/kernel"))
    }
  }
}
