import Glibc
import SystemPackage

/// Kernels that lie in a folder: a built tree, or what a package holds.
extension Kernel {
  /// Unpacks a package into the cache, or finds it there.
  static func unpack(_ package: FilePath, progress: @Sendable (String) -> Void) async throws -> FilePath {
    let parent = FileSystem.cache.appending("kernels/packages")
    try FileSystem.make(parent)
    let sum = try await Tool.sha256(of: [package]).joined()
    let folder = parent.appending(sum)
    return try await FileSystem.withLock(parent) {
      if !FileSystem.exists(folder) {
        progress("unpacking \(package)")
        FileSystem.prune(parent, keeping: 3)
        try await FileSystem.withTemporary(in: parent) { scratch in
          let tree = scratch.appending("tree")
          do { try await Tool.run("dpkg-deb", ["-x", package.string, tree.string]) } catch {
            throw HarnessError("\(package) is no whole Debian package: \(error)")
          }
          try FileSystem.move(tree, to: folder)
        }
      }
      utimes(folder.string, nil)
      guard FileSystem.share(folder) else { throw HarnessError("cannot lock \(folder)") }
      return folder
    }
  }

  /// The kernel in a built tree (`make` of image and modules), or in a folder that packages were unpacked into.
  static func inFolder(
    _ folder: FilePath, spec: KernelSpec, progress: @Sendable (String) -> Void
  ) async throws -> Kernel {
    let built = Architecture.all.map { folder.appending($0.imageInTree) }.first { FileSystem.exists($0) }
    let image: FilePath
    if let built {
      image = built
    } else if FileSystem.exists(folder.appending("Kbuild")) {
      throw HarnessError(
        "\(folder) is a tree without \(Architecture.imagesInTree): `make \(Architecture.all[0].imageTarget) modules` makes it"
      )
    } else {
      image = try packaged(in: folder)
    }
    let (release, build, architecture) = try await imageVersion(of: image)
    let modules =
      image == built
      ? try await treeModules(of: folder, release, architecture, progress) : installed(in: folder, release)
    var kernel = Kernel(
      architecture: architecture, image: image, modules: modules,
      deviceTrees: deviceTrees(in: folder, release), release: release, spec: spec, build: build)
    guard let modules, !FileSystem.exists(modules.appending("modules.dep")) else { return kernel }
    // A package that was never installed: depmod runs with the installation.
    kernel.modules = try await staged(modules, release, progress) { try await linkAll(of: modules, into: $0) }
    return kernel
  }

  /// The one image that packages hold, where Debian or the kernel's own `make bindeb-pkg` put it.
  static func packaged(in folder: FilePath) throws -> FilePath {
    var images = FileSystem.names(in: folder.appending("boot")).filter { $0.hasPrefix("vmlinuz") }
      .map { folder.appending("boot").appending($0) }
    for place in ["lib/modules", "usr/lib/modules"] {
      images += FileSystem.names(in: folder.appending(place))
        .map { folder.appending(place).appending($0).appending("vmlinuz") }.filter { FileSystem.exists($0) }
    }
    guard let image = images.first else {
      throw HarnessError(
        "no kernel in \(folder): neither \(Architecture.imagesInTree) of a built tree nor boot/vmlinuz-* of a package"
      )
    }
    guard images.count == 1 else {
      throw HarnessError(
        "\(images.count) kernels in \(folder): give one of \(images.map(\.string).joined(separator: ", "))")
    }
    return image
  }

  /// The folder where a package, or a built tree, has its device trees; nil if there are none.
  static func deviceTrees(in folder: FilePath, _ release: String) -> FilePath? {
    [
      "usr/lib/linux-image-\(release)", "boot/dtbs/\(release)", "usr/lib/modules/\(release)/dtb",
      "arch/arm64/boot/dts",
    ]
    .map { folder.appending($0) }.first { FileSystem.exists($0) }
  }

  /// The folder where a package has its modules; nil if there are none.
  static func installed(in folder: FilePath, _ release: String) -> FilePath? {
    ["usr/lib/modules", "lib/modules"].map { folder.appending($0).appending(release) }
      .first { FileSystem.exists($0.appending("kernel")) }
  }

  /// The modules of a built tree, laid out as `make modules_install` would, by links; nil if it has none.
  private static func treeModules(
    of tree: FilePath, _ release: String, _ architecture: Architecture,
    _ progress: @Sendable (String) -> Void
  ) async throws -> FilePath? {
    guard let order = try? FileSystem.read(tree.appending("modules.order")), !order.isEmpty else {
      return nil
    }
    let said = (try? FileSystem.read(tree.appending("include/config/kernel.release"))) ?? []
    let built = String(decoding: said.prefix { $0 != 10 }, as: UTF8.self)
    guard built == release else {
      throw HarnessError(
        "the modules in \(tree) are of \(built), its \(architecture.imageName) is \(release): `make \(architecture.imageTarget) modules` makes both anew"
      )
    }
    // "kernel/drivers/x.ko" once, "drivers/x.ko" then, "drivers/x.o" now.
    let files = String(decoding: order, as: UTF8.self).split(separator: "\n").map { line in
      let path = line.hasPrefix("kernel/") ? line.dropFirst("kernel/".count) : line
      return path.hasSuffix(".o") ? path.dropLast(2) + ".ko" : path
    }.map(String.init)
    return try await staged(tree, release, progress) { place in
      for file in files {
        let target = place.appending("kernel").appending(file)
        try FileSystem.make(target.removingLastComponent())
        guard symlink(try absolute(tree.appending(file)).string, target.string) == 0 else {
          throw HarnessError("cannot link \(target): \(Errno(rawValue: errno))")
        }
      }
      for list in ["modules.order", "modules.builtin", "modules.builtin.modinfo"]
      where FileSystem.exists(tree.appending(list)) {
        try await Tool.run("cp", [tree.appending(list).string, place.appending(list).string])
      }
    }
  }

  private static func linkAll(of modules: FilePath, into place: FilePath) async throws {
    try await Tool.run("cp", ["-rs", "\(try absolute(modules))/.", place.string])
  }

  /// A folder of modules in the cache, made by `fill` and depmod. Each program has its own, for what it links to may
  /// change.
  private static func staged(
    _ source: FilePath, _ release: String, _ progress: @Sendable (String) -> Void,
    fill: (FilePath) async throws -> Void
  ) async throws -> FilePath {
    progress("looking through the modules of \(release)")
    let parent = FileSystem.cache.appending("kernels/linked")
    try FileSystem.make(parent)
    FileSystem.prune(parent, keeping: 8)
    let root = parent.appending("\(getpid())-\(try await Tool.sha256(try absolute(source).string))")
    return try await FileSystem.withLock(parent) {
      try await FileSystem.withTemporary(in: parent) { scratch in
        let place = scratch.appending("lib/modules").appending(release)
        try FileSystem.make(place)
        try await fill(place)
        try await Tool.run("depmod", ["-b", scratch.string, release])
        FileSystem.remove(root)
        try FileSystem.make(root)
        try FileSystem.move(scratch.appending("lib"), to: root.appending("lib"))
      }
      guard FileSystem.share(root) else { throw HarnessError("cannot lock \(root)") }
      return root.appending("lib/modules").appending(release)
    }
  }

  private static func absolute(_ path: FilePath) throws -> FilePath {
    guard let real = realpath(path.string, nil) else {
      throw HarnessError("no \(path): \(Errno(rawValue: errno))")
    }
    defer { free(real) }
    return FilePath(String(cString: real))
  }
}
