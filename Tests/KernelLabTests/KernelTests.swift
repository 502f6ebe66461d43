import Foundation
import SystemPackage
import Testing

@testable import KernelLab

@Suite struct KernelTests {
  @Test func `a spec is a Debian suite or a path`() throws {
    #expect(try KernelSpec(parsing: "debian:bookworm") == .debian(suite: "bookworm"))
    #expect(try KernelSpec(parsing: "arch/x86/boot/bzImage") == .path("arch/x86/boot/bzImage"))
    #expect(try KernelSpec(parsing: "debian:bookworm").description == "debian:bookworm")
    #expect(try KernelSpec(parsing: "instrumented") == .instrumented)
    #expect(try KernelSpec(parsing: KernelSpec.instrumented.description) == .instrumented)
  }

  @Test(arguments: KernelSpec.suites, ["arm64", "arm64-16k"])
  func `a spec may name another flavour of a suite's kernel`(suite: String, flavour: String) throws {
    let spec = try KernelSpec(parsing: "debian:\(suite)/\(flavour)")
    #expect(spec == .debian(suite: suite, flavour: flavour))
    #expect(spec.description == "debian:\(suite)/\(flavour)")
    #expect(Debian(suite: suite, flavour: flavour).architecture == .arm64)
    #expect(
      Debian(suite: suite, flavour: flavour).folder.lastComponent?.string == "debian-\(suite)-\(flavour)")
  }

  @Test func `the flavour for PCs need not be named`() throws {
    #expect(try KernelSpec(parsing: "debian:sid/amd64") == KernelSpec(parsing: "debian:sid"))
    #expect(try KernelSpec(parsing: "debian:sid/amd64").description == "debian:sid")
    #expect(Debian(suite: "sid").folder.lastComponent?.string == "debian-sid")
  }

  @Test(arguments: [
    "debian:", "debian:potato", "debian:bookworm ", "", "debian:trixie/", "debian:trixie/arm",
    "debian:trixie/arm64/x",
  ])
  func `a spec that cannot be had says what can`(text: String) {
    #expect { try KernelSpec(parsing: text) } throws: {
      ($0 as? HarnessError)?.description.contains("debian:bookworm") == true
    }
  }

  /// A bzImage's header with this version, and nothing else.
  private func image(_ version: String, in folder: FilePath) throws -> FilePath {
    var bytes = [UInt8](repeating: 0, count: 0x2000)
    bytes.replaceSubrange(0x202..<0x206, with: "HdrS".utf8)
    let offset = 0x300
    bytes[0x20e] = UInt8(offset & 0xff)
    bytes[0x20f] = UInt8(offset >> 8)
    bytes.replaceSubrange(0x200 + offset..<0x200 + offset + version.utf8.count, with: version.utf8)
    let path = folder.appending("bzImage")
    try FileSystem.write(bytes, to: path)
    return path
  }

  @Test func `a bzImage says which kernel it is`() async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image("6.18.44-rig (builder@host) #1 SMP", in: folder)
      let kernel = try await Kernel.get(.path(path)) { _ in }
      #expect(kernel.release == "6.18.44-rig")
      #expect(kernel.build == "(builder@host) #1 SMP")
      #expect(kernel.modules == nil)
      #expect(try kernel.closure(of: ["usbcore"]) == [])
    }
  }

  @Test func `what is no bzImage is refused`() async throws {
    try await FileSystem.withTemporary { folder in
      let path = folder.appending("text")
      try FileSystem.write(Array(repeating: UInt8(ascii: "x"), count: 10_000), to: path)
      await #expect(throws: HarnessError("\(path) is neither a bzImage (x86_64) nor Image (aarch64)")) {
        try await Kernel.get(.path(path)) { _ in }
      }
      var cut = try FileSystem.read(try image("6.18.44-rig #1", in: folder))
      cut[0x1f4] = 0xff
      cut[0x1f5] = 0xff
      try FileSystem.write(cut, to: path)
      await #expect(throws: HarnessError("\(path) is not a whole bzImage")) {
        try await Kernel.get(.path(path)) { _ in }
      }
      let missing = folder.appending("missing")
      await #expect(throws: HarnessError("no kernel at \(missing)")) {
        try await Kernel.get(.path(missing)) { _ in }
      }
    }
  }

  @Test(arguments: ["", "6.18.44-rig", "lib/modules/6.18.44-rig"])
  func `modules are found by their folder or one above it`(place: String) async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image("6.18.44-rig #1", in: folder)
      let modules = place.isEmpty ? folder : folder.appending(place)
      try FileSystem.make(modules)
      let lines = """
        kernel/usb/core/usbcore.ko.xz: kernel/usb/common/usb-common.ko.xz
        kernel/usb/common/usb-common.ko.xz:
        kernel/usb/gadget/dummy_hcd.ko.xz: kernel/usb/core/usbcore.ko.xz kernel/usb/common/usb-common.ko.xz
        kernel/net/other.ko.xz:

        """
      try FileSystem.write(lines.utf8, to: modules.appending("modules.dep"))
      let kernel = try await Kernel.get(.path(path), modules: folder) { _ in }
      #expect(kernel.modules == modules)
      #expect(
        Set(try kernel.closure(of: ["dummy_hcd", "not_there"])) == [
          "kernel/usb/core/usbcore.ko.xz", "kernel/usb/common/usb-common.ko.xz",
          "kernel/usb/gadget/dummy_hcd.ko.xz",
        ])
      await #expect(throws: HarnessError.self) {
        try await Kernel.get(.debian(suite: "bookworm"), modules: folder) { _ in }
      }
    }
  }

  @Test func `a folder without modules of the kernel is refused`() async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image("6.18.44-rig #1", in: folder)
      await #expect(throws: HarnessError.self) { try await Kernel.get(.path(path), modules: folder) { _ in } }
    }
  }

  @Test func `a module's file is known by its name`() {
    #expect(Kernel.moduleName("kernel/drivers/usb/common/usb-common.ko.zst") == "usb_common")
    #expect(Kernel.moduleName("usbcore") == "usbcore")
  }
}
