import Glibc
import SystemPackage

/// Debian's kernels, from the mirror that this machine's apt is set up with, signatures checked by apt.
struct Debian {
  let suite: String
  /// The kernel's flavour, such as amd64 or arm64-16k.
  var flavour = Architecture.x86_64.debianFlavours[0]

  /// The architecture that the flavour is for.
  var architecture: Architecture {
    Architecture.all.first { $0.debianFlavours.contains(flavour) } ?? .x86_64
  }

  private var spec: KernelSpec { .debian(suite: suite, flavour: flavour) }

  /// Seconds after which a cached kernel is compared with the archive again.
  private static let freshness = 24 * 60 * 60

  var folder: FilePath {
    let name = spec.description.map { $0 == ":" || $0 == "/" ? "-" : $0 }
    return FileSystem.cache.appending("kernels").appending(String(name))
  }

  func kernel(progress: @Sendable (String) -> Void) async throws -> Kernel {
    let stamp = folder.appending("current")
    if let known = known(stamp), Self.age(of: stamp) < Self.freshness { return known }
    progress("looking for Debian's current kernel, \(spec)")
    try FileSystem.make(folder)
    do {
      // One run fetches, others wait and find it fetched.
      return try await FileSystem.withLock(folder) {
        if let known = known(stamp), Self.age(of: stamp) < Self.freshness { return known }
        return try await fetch(stamp: stamp, progress: progress)
      }
    } catch let error where error is HarnessError {
      // Without a network the last kernel is better than none, if it says so.
      guard let known = known(stamp) else { throw error }
      progress("using the cached kernel: \(error)")
      return known
    }
  }

  /// The kernel of the last fetch: "package version" in a file.
  private func known(_ stamp: FilePath) -> Kernel? {
    guard let bytes = try? FileSystem.read(stamp) else { return nil }
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
    guard words.count == 2 else { return nil }
    return kernel(package: words[0], version: words[1])
  }

  private func kernel(package: String, version: String) -> Kernel? {
    let release = String(package.dropFirst("linux-image-".count))
    let tree = folder.appending("\(package)_\(version)")
    guard let image = try? Kernel.packaged(in: tree), let modules = Kernel.installed(in: tree, release),
      FileSystem.exists(modules.appending("modules.dep"))
    else { return nil }
    return Kernel(
      architecture: architecture, image: image, modules: modules,
      deviceTrees: Kernel.deviceTrees(in: tree, release), release: release, spec: spec, version: version,
      build: "Debian \(version)")
  }

  private func fetch(stamp: FilePath, progress: @Sendable (String) -> Void) async throws -> Kernel {
    let source = try await privateApt()
    try await source.update()
    let apt = source.options
    // It depends on the current linux-image-VERSION.
    let metapackage = "linux-image-\(flavour)"
    // Where there is none, apt-cache says so and fails.
    let shown = (try? await Tool.run("apt-cache", apt + ["show", "--no-all-versions", metapackage])) ?? ""
    guard let package = Self.dependencies(shown, "linux-image-").first,
      let version = shown.split(separator: "\n").first(where: { $0.hasPrefix("Version:") })?
        .split(separator: " ").last.map(String.init)
    else { throw HarnessError("Debian's \(suite) has no \(metapackage)") }

    if kernel(package: package, version: version) == nil {
      progress("downloading \(package) \(version)")
      try await FileSystem.withTemporary(in: folder) { scratch in
        let tree = scratch.appending("tree")
        let parts = try await parts(of: package, version, apt)
        do {
          try await Tool.run("apt-get", apt + ["download"] + parts.map { "\($0)=\(version)" }, in: scratch)
        } catch {
          throw HarnessError(
            "the archive lists \(package) \(version) and does not give it; try again later: \(error)")
        }
        let files = FileSystem.names(in: scratch).filter { $0.hasSuffix(".deb") }
        guard files.count == parts.count else { throw HarnessError("apt-get downloaded no \(package)") }
        for file in files {
          do {
            try await Tool.run("dpkg-deb", ["-x", scratch.appending(file).string, tree.string])
          } catch let error as HarnessError {
            throw HarnessError("\(file) cannot be unpacked; is the disk full? \(error)")
          }
        }
        let release = String(package.dropFirst("linux-image-".count))
        let root = FileSystem.exists(tree.appending("usr/lib/modules")) ? tree.appending("usr") : tree
        try await Tool.run("depmod", ["-b", root.string, release])
        let target = folder.appending("\(package)_\(version)")
        FileSystem.remove(target)
        try FileSystem.move(tree, to: target)
      }
    }
    guard let kernel = kernel(package: package, version: version) else {
      throw HarnessError("\(package) \(version) holds no kernel image where one is expected")
    }
    try FileSystem.write("\(package) \(version)".utf8, to: stamp)
    // The kernel before this one stays for runs that have begun with it.
    let old = FileSystem.names(in: folder).filter {
      $0.hasPrefix("linux-image-") && $0 != "\(package)_\(version)"
    }
    for name in old.dropLast() { FileSystem.remove(folder.appending(name)) }
    return kernel
  }

  /// The packages that a kernel comes in: from 7.x on the image and the modules have one each, and the package that
  /// had them depends on those.
  private func parts(of package: String, _ version: String, _ apt: [String]) async throws -> [String] {
    let shown = try await Tool.run("apt-cache", apt + ["show", "\(package)=\(version)"])
    return [package] + Self.dependencies(shown, "linux-binary-", "linux-modules-")
  }

  /// The packages with these beginnings that one depends on, of what `apt-cache show` says of it.
  static func dependencies(_ shown: String, _ beginnings: String...) -> [String] {
    let line = shown.split(separator: "\n").first { $0.hasPrefix("Depends:") } ?? ""
    return line.split(whereSeparator: { " ,".contains($0) }).map(String.init).filter { name in
      beginnings.contains { name.hasPrefix($0) }
    }
  }

  /// An apt that knows this suite alone.
  func privateApt() async throws -> PrivateApt {
    try await PrivateApt(
      suite: suite, architectures: [architecture.debianName], in: folder.appending("apt"))
  }

  private static func age(of path: FilePath) -> Int {
    var info = stat()
    guard stat(path.string, &info) == 0 else { return .max }
    return time(nil) - info.st_mtim.tv_sec
  }
}
