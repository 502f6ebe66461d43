import Glibc
import SystemPackage

/// The source of a Debian kernel, and the headers with which modules for it are built.
package struct KernelSource: Sendable {
  /// The kernel's version as Debian counts: 6.1.192-2.
  package let version: String
  /// The release as `uname -r` prints it: 6.1.0-56-amd64.
  package let release: String
  /// The source, an archive whose folder is `name`.
  package let archive: FilePath
  /// linux-source-6.1
  package let name: String
  /// The folder to give to `make -C`.
  package let headers: FilePath
}

extension Debian {
  /// The source and the headers of the suite's current kernel, from the archive that has the kernel, or found in the
  /// cache.
  func source(progress: @Sendable (String) -> Void) async throws -> KernelSource {
    let kernel = try await kernel(progress: progress)
    let version = kernel.version!
    let series = kernel.release.split(separator: ".").prefix(2).joined(separator: ".")
    let place = folder.appending("source_\(version)")
    let tree = place.appending("tree")
    let source = KernelSource(
      version: version, release: kernel.release,
      archive: tree.appending("usr/src/linux-source-\(series).tar.xz"), name: "linux-source-\(series)",
      headers: tree.appending("usr/src/linux-headers-\(kernel.release)"))
    if FileSystem.exists(place) { return source }
    return try await FileSystem.withLock(folder) {
      if FileSystem.exists(place) { return source }
      let apt = try await privateApt().options
      let headers = "linux-headers-\(kernel.release)"
      let shown = try await Tool.run("apt-cache", apt + ["show", "\(headers)=\(version)"])
      let needed = Self.dependencies(shown, "linux-headers-", "linux-kbuild-")
      guard !needed.isEmpty else { throw HarnessError("\(headers) \(version) names no headers") }
      progress("downloading the source of \(kernel.release), 140 MB")
      try await FileSystem.withTemporary(in: folder) { scratch in
        try await Tool.run(
          "apt-get", apt + ["download"] + ([source.name, headers] + needed).map { "\($0)=\(version)" },
          in: scratch)
        // The headers name their other half by its place.
        let unpacked = scratch.appending("new/tree")
        try FileSystem.make(unpacked)
        for deb in FileSystem.names(in: scratch) where deb.hasSuffix(".deb") {
          try await Tool.run("dpkg-deb", ["-x", scratch.appending(deb).string, unpacked.string])
        }
        let makefile = unpacked.appending("usr/src/\(headers)/Makefile")
        try await Tool.run("sed", ["-i", "s,/usr/src,\(tree)/usr/src,", makefile.string])
        try FileSystem.move(scratch.appending("new"), to: place)
      }
      for old in FileSystem.names(in: folder)
      where old.hasPrefix("source_") && old != place.lastComponent!.string {
        FileSystem.remove(folder.appending(old))
      }
      return source
    }
  }
}
