import Glibc
import SystemPackage

/// Modules of the user's that stand in for the kernel's own, as the guest's disk: a cpio archive that the guest unpacks over its
/// modules before it loads any.
///
/// A disk is read by DMA. Through QEMU's fw_cfg a guest reads byte by byte: a module of 7 MB, as a build leaves it with its
/// debug information, took minutes and one of 0.7 MB six seconds. A second archive behind the initramfs would not fit a
/// snapshot, whose memory is that of the first boot.
struct ModuleArchive {
  /// The archive.
  let file: FilePath
  /// The key of the archive: it changes with anything in it.
  let key: String

  /// The disk in the guest.
  static let guestDevice = "/dev/vda"

  /// The number of archives that stay in the cache, some 700 kB each.
  private static let kept = 400

  /// Packs modules, or finds them packed. Those for this machine's architecture go without their debug information.
  /// - Parameter files: Module files by the places that they take below the folder of the kernel's modules.
  static func make(_ files: [String: FilePath], for kernel: Kernel) async throws -> ModuleArchive {
    let release = kernel.release
    let files = files.sorted { $0.key < $1.key }
    let sums = try await Tool.sha256(of: files.map(\.value))
    let key = try await Tool.sha256(([release] + files.map(\.key) + sums).joined(separator: "\n"))
    let folder = FileSystem.cache.appending("module-archives")
    let archive = folder.appending("\(key).cpio")
    if FileSystem.exists(archive) {
      utimes(archive.string, nil)
      return ModuleArchive(file: archive, key: key)
    }
    try FileSystem.make(folder)
    FileSystem.prune(folder, keeping: kept - 1)
    try await FileSystem.withTemporary(in: folder) { scratch in
      let root = scratch.appending("root")
      for (place, file) in files {
        let target = root.appending("lib/modules").appending(release).appending(place)
        try FileSystem.make(target.removingLastComponent())
        if kernel.architecture.isHost {
          try await Tool.run("strip", ["--strip-debug", "-o", target.string, file.string])
        } else {
          try await Tool.run("cp", ["-L", file.string, target.string])
        }
      }
      let whole = scratch.appending("archive")
      try await GuestImage.pack(root, "cat", to: whole)
      // A disk consists of sectors.
      try await Tool.run("truncate", ["--size=%4096", whole.string])
      try FileSystem.move(whole, to: archive)
    }
    return ModuleArchive(file: archive, key: key)
  }
}
