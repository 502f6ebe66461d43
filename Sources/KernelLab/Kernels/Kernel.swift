import SystemPackage

/// A kernel ready to boot: its image, and its modules if it has any.
package struct Kernel: Sendable {
  /// The architecture that it is built for.
  package var architecture = Architecture.x86_64
  /// The image: a bzImage on x86-64, an Image on arm64.
  package let image: FilePath
  /// The folder with modules.dep in it, nil if everything is built in.
  package var modules: FilePath?
  /// The folder with the device trees that came with the kernel; nil if none did.
  var deviceTrees: FilePath?
  /// The release as `uname -r` will print it.
  package let release: String
  /// The spec, and a package's version.
  package var description: String { version.map { "\(spec) \($0)" } ?? "\(spec)" }
  /// The kernel spec as it was given.
  package let spec: KernelSpec
  /// The package's version, such as 6.1.192-2, if it came in one.
  package var version: String?
  /// The build as `uname -v` will print it, and more: it holds the stable release of a distribution's kernel.
  package var build = ""
  /// Further arguments that this kernel needs at boot.
  var arguments = ""
  /// The factor by which a clause takes longer than on an ordinary kernel, about.
  package var slowness = 1
  /// The folder with the compiler's notes (devio.gcno) and the sources they are of, if its coverage is counted.
  package var gcovNotes: FilePath?

  /// Gets the kernel that a spec names. `progress` is told what takes long.
  /// - Parameter modules: Where the modules of an image are: the folder with modules.dep, or one above it.
  package static func get(
    _ spec: KernelSpec, modules: FilePath? = nil, progress: @Sendable (String) -> Void
  ) async throws -> Kernel {
    switch spec {
    case .debian(let suite, let flavour):
      guard modules == nil else { throw HarnessError("--modules goes with an image; \(spec) has its own") }
      return try await Debian(suite: suite, flavour: flavour).kernel(progress: progress)
    case .instrumented:
      guard modules == nil else { throw HarnessError("--modules goes with an image; \(spec) has none") }
      return try await InstrumentedKernel().kernel(progress: progress)
    case .path(let path):
      guard FileSystem.exists(path) else { throw HarnessError("no kernel at \(path)") }
      if path.extension != "deb", !FileSystem.isFolder(path) {
        let (release, build, architecture) = try await imageVersion(of: path)
        return Kernel(
          architecture: architecture, image: path,
          modules: try await modulesFolder(modules, release: release, architecture), release: release,
          spec: spec,
          build: build)
      }
      guard modules == nil else { throw HarnessError("--modules goes with an image; \(spec) has its own") }
      let folder = path.extension == "deb" ? try await unpack(path, progress: progress) : path
      return try await inFolder(folder, spec: spec, progress: progress)
    }
  }

  /// The instrumented kernel with a mutant in it. Throws a `HarnessError` that says why there is none: the patch does not
  /// apply, or what it makes does not compile.
  package static func instrumented(_ mutant: Mutant, progress: @Sendable (String) -> Void) async throws
    -> Kernel
  {
    try await InstrumentedKernel().kernel(mutant, progress: progress)
  }

  /// The version that an image carries, and the architecture that it is for: the one whose images begin as it does.
  /// Throws a `HarnessError` that says what is wrong with the image.
  static func imageVersion(of path: FilePath) async throws -> (
    release: String, build: String, architecture: Architecture
  ) {
    let start = try FileSystem.read(path).prefix(Architecture.imageStart)
    guard let architecture = Architecture.all.first(where: { $0.isImage(start) }) else {
      let kinds = Architecture.all.map { "\($0.imageName) (\($0.name))" }.joined(separator: " nor ")
      throw HarnessError("\(path) is neither a \(kinds)")
    }
    let version = try await architecture.version(path)
    return (version.release, version.build, architecture)
  }

  /// The folder with modules.dep in it, which is `folder` or below it.
  private static func modulesFolder(_ folder: FilePath?, release: String, _ architecture: Architecture)
    async throws -> FilePath?
  {
    guard let folder else { return nil }
    let candidates = [folder, folder.appending(release), folder.appending("lib/modules").appending(release)]
    guard let found = candidates.first(where: { FileSystem.exists($0.appending("modules.dep")) }) else {
      throw HarnessError(
        "no modules of \(release) in \(folder): give the folder that holds modules.dep (`make modules_install` and depmod make it)"
      )
    }
    let first = try FileSystem.read(found.appending("modules.dep")).prefix { $0 != UInt8(ascii: ":") }
    let file = found.appending(String(decoding: first, as: UTF8.self))
    if let built = try? await built(for: file), built != release {
      throw HarnessError("the modules in \(found) are for \(built), not for \(release)")
    }
    try await check(file, isFor: architecture, "the modules in \(found)")
    return found
  }

  /// Throws a `HarnessError` if a module is for another architecture. One that cannot be read is the guest's to find out.
  /// - Parameter subject: What the message is about.
  private static func check(_ file: FilePath, isFor architecture: Architecture, _ subject: String)
    async throws
  {
    let unpacked =
      "case $1 in *.xz) xz -dc \"$1\" ;; *.zst) zstd -qdc \"$1\" ;; *.gz) gzip -dc \"$1\" ;; *) cat \"$1\" ;; esac"
    // e_machine is the 19th byte of an ELF file (elf(5)); both architectures are little-endian.
    let said = try? await Tool.run(
      "sh", ["-c", "{ \(unpacked); } 2>/dev/null | od -An -tu1 -N20", "sh", file.string])
    guard let header = said?.split(whereSeparator: \.isWhitespace).compactMap({ UInt8($0) }),
      header.count == 20,
      header.starts(with: [0x7f] + Array("ELF".utf8)), header[18] != architecture.elfMachine
    else { return }
    let other = Architecture.all.first { $0.elfMachine == header[18] }?.name ?? "another processor"
    throw HarnessError("\(subject) are for \(other), the kernel is for \(architecture.name)")
  }

  /// The kernel that a module file is for, nil if it is no module.
  private static func built(for file: FilePath) async throws -> String? {
    try await Tool.run("modinfo", ["-F", "vermagic", file.string]).split(separator: " ").first.map(
      String.init)
  }

  /// The module files that these modules need, themselves included, relative to the modules' folder. What is built
  /// in, or missing, is left out: the guest finds out.
  func closure(of names: [String]) throws -> [String] {
    guard let modules else { return [] }
    let lines = String(decoding: try FileSystem.read(modules.appending("modules.dep")), as: UTF8.self)
    var found: [String] = []
    for line in lines.split(separator: "\n") {
      let words = line.split(separator: " ").map { String($0.hasSuffix(":") ? $0.dropLast() : $0) }
      guard let file = words.first, names.contains(Self.moduleName(file)) else { continue }
      for word in words where !found.contains(word) { found.append(word) }
    }
    return found
  }

  /// Module files that stand in for the kernel's own, by the places of those below the modules' folder. Throws a
  /// `HarnessError` if they cannot.
  /// - Parameter replacements: Module files by the name of a module that the tests load.
  func files(for replacements: [String: FilePath]) async throws -> [String: FilePath] {
    if replacements.isEmpty { return [:] }
    let files = try closure(of: RigProfile.moduleNames)
    try await requireDriver(of: "virtio_blk", "CONFIG_VIRTIO_BLK", files)
    try await requireDriver(of: "virtio_pci", "CONFIG_VIRTIO_PCI", files)
    var placed: [String: FilePath] = [:]
    for (name, path) in replacements {
      guard FileSystem.exists(path) else { throw HarnessError("no module file at \(path)") }
      guard let file = files.first(where: { Self.moduleName($0) == Self.moduleName(name) }) else {
        throw HarnessError(
          "\(description) has no module \(name) that the tests load: those are \(files.map(Self.moduleName).joined(separator: ", "))"
        )
      }
      guard let built = try? await Self.built(for: path) else {
        throw HarnessError("\(path) is not a kernel module")
      }
      guard built == release else {
        throw HarnessError(
          "\(path) is built for \(built), not for \(release): build it against that kernel's headers")
      }
      try await Self.check(path, isFor: architecture, "the code and data in \(path)")
      placed[Self.plainModule(file)] = path
    }
    return placed
  }

  /// Throws a `HarnessError` if the kernel has a driver neither as a module nor built in. Modules of the user's reach the
  /// guest on a disk, for which it takes both of virtio's.
  private func requireDriver(of module: String, _ option: String, _ files: [String]) async throws {
    let builtIn = modules.map { FileSystem.text($0.appending("modules.builtin")) } ?? ""
    let isThere =
      files.contains { Self.moduleName($0) == module }
      || builtIn.split(separator: "\n").contains { Self.moduleName(String($0)) == module }
    guard isThere else {
      throw HarnessError("\(description) takes no modules of yours: it has no \(module) (\(option))")
    }
  }

  /// A module's file as the guest has it: not packed.
  static func plainModule(_ file: String) -> String { String(file.split(separator: ".").first!) + ".ko" }

  /// `kernel/drivers/usb/core/usbcore.ko.xz` is usbcore.
  static func moduleName(_ file: String) -> String {
    let name = file.split(separator: "/").last ?? ""
    return String(name.prefix { $0 != "." }).split(separator: "-").joined(separator: "_")
  }
}
