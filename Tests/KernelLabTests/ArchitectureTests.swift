import Foundation
import SystemPackage
import Testing

@testable import KernelLab

/// Kernels that are not a PC's, without a guest.
@Suite struct ArchitectureTests {
  /// An arm64 Image's header and what it says first, and nothing else.
  /// - Parameter pages: Bits 1 and 2 of the flags: 1 for 4 KiB, 2 for 16, 3 for 64.
  private func image(_ banner: String, pages: UInt8, in folder: FilePath, name: String = "Image") throws
    -> FilePath
  {
    var bytes = [UInt8](repeating: 0, count: 0x2000)
    bytes[24] = pages << 1
    bytes.replaceSubrange(56..<60, with: "ARM".utf8 + [0x64])
    // The format of what it says comes first in real ones.
    for (place, text) in [(0x800, "Linux version %s (%s)\n\0"), (0x1000, banner + "\n\0")] {
      bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
    }
    let path = folder.appending(name)
    try FileSystem.write(bytes, to: path)
    return path
  }

  private static let banner = "Linux version 6.18.44-rig (builder@host) (gcc 14) #1 SMP Debian 6.18.44-1"

  @Test(arguments: [1, 2], [false, true])
  func `an Image says which kernel it is, packed or not`(pages: UInt8, isPacked: Bool) async throws {
    try await FileSystem.withTemporary { folder in
      var path = try image(Self.banner, pages: pages, in: folder)
      if isPacked {
        try await Tool.run("gzip", ["-n", path.string])
        path = folder.appending("Image.gz")
      }
      let kernel = try await Kernel.get(.path(path)) { _ in }
      #expect(kernel.architecture == .arm64)
      #expect(kernel.release == "6.18.44-rig")
      #expect(kernel.build == "(builder@host) (gcc 14) #1 SMP Debian 6.18.44-1")
    }
  }

  @Test func `pages of 64 KiB are refused in one line`() async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image(Self.banner, pages: 3, in: folder)
      await #expect {
        try await Kernel.get(.path(path)) { _ in }
      } throws: {
        "\($0)".contains("pages of 64 KiB, which are not supported") && !"\($0)".contains("\n")
      }
    }
  }

  @Test func `an Image without its version is refused`() async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image("", pages: 1, in: folder)
      await #expect(throws: HarnessError("\(path) is no whole arm64 Image: it does not say its version")) {
        try await Kernel.get(.path(path)) { _ in }
      }
      let packed = folder.appending("cut.gz")
      try FileSystem.write([0x1f, 0x8b, 8, 0], to: packed)
      await #expect {
        try await Kernel.get(.path(packed)) { _ in }
      } throws: { "\($0)".contains("\(packed) cannot be unpacked") }
    }
  }

  @Test func `a tree and a package are known by their image`() async throws {
    try await FileSystem.withTemporary { folder in
      try FileSystem.make(folder.appending("arch/arm64/boot/dts"))
      _ = try image(Self.banner, pages: 1, in: folder.appending("arch/arm64/boot"))
      let tree = try await Kernel.get(.path(folder)) { _ in }
      #expect(tree.architecture == .arm64 && tree.deviceTrees == folder.appending("arch/arm64/boot/dts"))

      let package = folder.appending("package")
      try FileSystem.make(package.appending("boot"))
      try FileSystem.make(package.appending("usr/lib/linux-image-6.18.44-rig"))
      _ = try image(Self.banner, pages: 2, in: package.appending("boot"), name: "vmlinuz-6.18.44-rig")
      let packaged = try await Kernel.get(.path(package)) { _ in }
      #expect(packaged.architecture == .arm64)
      #expect(packaged.deviceTrees == package.appending("usr/lib/linux-image-6.18.44-rig"))
    }
  }

  @Test(arguments: [(UInt8(183), true), (62, false)])
  func `modules for another architecture are refused`(machine: UInt8, isRight: Bool) async throws {
    try await FileSystem.withTemporary { folder in
      let path = try image(Self.banner, pages: 1, in: folder)
      var module = [UInt8](repeating: 0, count: 64)
      module.replaceSubrange(0..<4, with: [0x7f] + "ELF".utf8)
      module[18] = machine
      try FileSystem.write(module, to: folder.appending("usbcore.ko"))
      try FileSystem.write("usbcore.ko:\n".utf8, to: folder.appending("modules.dep"))
      do {
        _ = try await Kernel.get(.path(path), modules: folder) { _ in }
        #expect(isRight)
      } catch let error as HarnessError {
        #expect(!isRight)
        #expect(
          error.description == "the modules in \(folder) are for x86_64, the kernel is for aarch64")
      }
    }
  }

  @Test func `each rig is of an architecture, and says so where it is not`() throws {
    #expect(Set(RigProfile.all.map(\.name)).count == RigProfile.all.count)
    for rig in RigProfile.all {
      #expect(Architecture.all.contains { rig.exists(on: $0) }, "\(rig)")
      for architecture in Architecture.all where !rig.exists(on: architecture) {
        #expect(throws: HarnessError(rig.missing(on: architecture))) { try rig.machine(on: architecture) }
      }
    }
    #expect(
      RigProfile.dwc2.missing(on: .x86_64)
        == "there is no rig dwc2 with a kernel for x86_64, only for aarch64")
    #expect(
      RigProfile.all.filter { $0.exists(on: .arm64) }.map(\.name) == [
        "dummy", "usbip", "xhci", "ehci", "ohci", "xhci-iommu", "dummy-super", "xhci-super", "xhci-swiotlb",
        "xhci-noncoherent", "dwc2",
      ])
  }

  @Test func `a board without a port for files says so by what it names`() {
    #expect(Architecture.arm64.board.ports.kernelArgument == "usbfs.ports=ttyS0,ttyS1,ttyS2")
    #expect(Board.raspberryPi3.ports.kernelArgument == "usbfs.ports=ttyS1,ttyAMA0")
  }

  @Test(
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qemu-system-aarch64"), "no qemu-system-arm"))
  func `a device tree is QEMU's own without a property`() async throws {
    try await FileSystem.withTemporary { folder in
      let machine = try RigProfile.xhciNoncoherent.machine(on: .arm64)
      let board = Architecture.arm64.board
      let kernel = Kernel(
        architecture: .arm64, image: "/none", release: "6.18", spec: .path("/none"))
      let tree = folder.appending("tree, with a comma")
      try await machine.deviceTree?.make(
        for: kernel, machine: board.arguments([]), board: board, memory: 256, at: tree)
      let properties = try await Tool.run("fdtget", ["-p", tree.string, "/pcie@10000000"])
      #expect(properties.contains("ranges") && !properties.contains("dma-coherent"))
    }
  }

  @Test func `a device tree that the kernel does not have is asked for`() async throws {
    try await FileSystem.withTemporary { folder in
      let kernel = Kernel(architecture: .arm64, image: "/none", release: "6.18", spec: .path("/none"))
      await #expect {
        try await DeviceTree.raspberryPi3.make(
          for: kernel, machine: [], board: .raspberryPi3, memory: 1024, at: folder.appending("tree"))
      } throws: { "\($0)".hasPrefix("/none has no device tree broadcom/bcm2837-rpi-3-b.dtb") }
    }
  }
}
