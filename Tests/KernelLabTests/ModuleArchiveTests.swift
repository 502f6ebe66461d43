import SystemPackage
import Testing

@testable import KernelLab

@Suite struct ModuleArchiveTests {
  @Test func `modules are packed without their debug information, where the kernel has its own`() async throws
  {
    try await FileSystem.withTemporary { scratch in
      let source = scratch.appending("module.c")
      try FileSystem.write("int answer(void) { return 42; }\n".utf8, to: source)
      let module = scratch.appending("usbcore.ko")
      try await Tool.run("cc", ["-g", "-c", source.string, "-o", module.string])
      #expect(try await Tool.run("readelf", ["-S", module.string]).contains(".debug_info"))

      let kernel = Kernel(
        architecture: try .host(), image: "/none", release: "0.0.0-\(scratch.lastComponent!)",
        spec: .path("/none"))
      let place = "kernel/drivers/usb/core/usbcore.ko"
      let archive = try await ModuleArchive.make([place: module], for: kernel)
      let bytes = try FileSystem.read(archive.file)
      #expect(bytes.count % 512 == 0)
      let root = scratch.appending("root")
      try FileSystem.make(root)
      try await Tool.run("sh", ["-ec", "cpio --quiet -id < \"$1\"", "sh", archive.file.string], in: root)
      let packed = root.appending("lib/modules/0.0.0-\(scratch.lastComponent!)").appending(place)
      let sections = try await Tool.run("readelf", ["-S", packed.string])
      #expect(!sections.contains(".debug_info") && sections.contains(".text"))
      // The same again is found, another module is not.
      let again = try await ModuleArchive.make([place: module], for: kernel)
      #expect(again.file == archive.file && again.key == archive.key)
      try FileSystem.write("int answer(void) { return 41; }\n".utf8, to: source)
      try await Tool.run("cc", ["-g", "-c", source.string, "-o", module.string])
      let other = try await ModuleArchive.make([place: module], for: kernel)
      #expect(other.key != archive.key)
      for file in [archive.file, other.file] { FileSystem.remove(file) }
    }
  }
}
