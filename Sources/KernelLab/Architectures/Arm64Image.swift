import SystemPackage

/// A kernel's image for 64-bit Arm (Documentation/arch/arm64/booting.rst), read as far as it is needed.
struct Arm64Image {
  /// KiB of memory in a page; nil if the image does not say.
  let pageSize: Int?
  /// The version that the kernel will print first.
  let version: KernelImageVersion

  /// Reads an image, plain or packed with gzip. Throws a `HarnessError` that says what is wrong with it.
  init(_ path: FilePath) async throws {
    self = try await FileSystem.withTemporary { scratch in
      guard try FileSystem.read(path).starts(with: [0x1f, 0x8b]) else {
        return try await Self(path, plain: path)
      }
      let plain = scratch.appending("Image")
      do {
        try await Tool.run("sh", ["-ec", "gzip -dc \"$1\" > \"$2\"", "sh", path.string, plain.string])
      } catch let error as HarnessError {
        throw HarnessError("\(path) cannot be unpacked: \(error)")
      }
      return try await Self(path, plain: plain)
    }
  }

  /// - Parameter plain: The image, not packed.
  private init(_ path: FilePath, plain: FilePath) async throws {
    let bytes = try FileSystem.read(plain)
    guard Architecture.arm64.isImage(bytes.prefix(Architecture.imageStart)), bytes.count > 64 else {
      throw HarnessError("\(path) is not an arm64 Image")
    }
    // Bits 1 and 2 of the flags, whose lowest byte is the 25th.
    pageSize = [nil, 4, 16, 64][Int(bytes[24]) >> 1 & 3]
    // linux_banner, init/version.c: "Linux version 6.12.1 (builder@host) (gcc) #1 SMP date". Its format, which is in the
    // image, too, has a percent sign in place of the number.
    let sign = "Linux version "
    let banner = try? await Tool.run(
      "grep", ["--text", "--only-matching", "--max-count=1", "\(sign)[0-9].* #[0-9].*", plain.string],
      environment: .inherit.updating(["LC_ALL": "C"]))
    guard let banner = banner?.split(separator: "\n").first?.dropFirst(sign.count) else {
      throw HarnessError("\(path) is no whole arm64 Image: it does not say its version")
    }
    let release = banner.prefix { $0 != " " }
    version = KernelImageVersion(
      release: String(release), build: String(banner.dropFirst(release.count + 1)))
  }
}
