import Glibc
import SystemPackage

/// Rebuilds modules of Debian's kernel from sources that a mutant changed. One at a time: a kernel's makefiles build in
/// the folder of the sources, and only what changed.
package struct ModuleBuilder: Sendable {
  private let source: KernelSource
  /// The sources, and beside them the objects of the build before.
  private let workTree: FilePath
  /// The sources as they came.
  private let pristine: FilePath
  /// The modules that were built, by the hash of what they were made of.
  private let store: FilePath

  /// The folders that can be rebuilt, and the module that comes of each.
  private static let modules = ["drivers/usb/core": "usbcore", "drivers/usb/host": "xhci-hcd"]
  /// The folders whose files mutants may change.
  static let folders = modules.keys.sorted()
  /// The number of built modules that stay in the cache, some 700 kB each.
  private static let kept = 400

  /// The module that a file of the kernel's becomes part of, or nil if it cannot be rebuilt.
  static func module(of file: String) -> String? {
    modules[FilePath(file).removingLastComponent().string]
  }

  /// Gets what Debian's current kernel of a suite was made of. `progress` is told what takes long.
  package static func open(suite: String, progress: @Sendable (String) -> Void) async throws -> ModuleBuilder
  {
    try await ModuleBuilder(Debian(suite: suite).source(progress: progress), progress)
  }

  private init(_ source: KernelSource, _ progress: @Sendable (String) -> Void) async throws {
    self.source = source
    let folder = FileSystem.cache.appending("module-builder")
    let place = folder.appending(source.version)
    workTree = place.appending("work")
    pristine = place.appending("pristine")
    store = folder.appending("modules")
    try FileSystem.make(store)
    try await FileSystem.withLock(folder) {
      if FileSystem.exists(place) { return }
      progress("unpacking \(source.name)")
      try await FileSystem.withTemporary(in: folder) { scratch in
        try await Tool.run(
          "tar",
          ["-xf", source.archive.string, "--strip-components=1", "-C", scratch.string]
            + Self.folders.map { "\(source.name)/\($0)" })
        let both = scratch.appending("both")
        try FileSystem.make(both.appending("work"))
        try await Tool.run("cp", ["-a", scratch.appending("drivers").string, both.appending("work").string])
        try FileSystem.make(both.appending("pristine"))
        try FileSystem.move(scratch.appending("drivers"), to: both.appending("pristine/drivers"))
        try FileSystem.move(both, to: place)
      }
      for old in FileSystem.names(in: folder) where old != "modules" && old != source.version {
        FileSystem.remove(folder.appending(old))
      }
    }
    FileSystem.prune(store, keeping: Self.kept)
  }

  /// The release that `uname -r` must print for the modules to load.
  package var release: String { source.release }

  /// The module that a mutant makes, or nil if there is no mutant the module as Debian builds it, and its name. Throws
  /// a `HarnessError` that says why there is none: the patch does not apply, or what it makes does not compile.
  package func build(_ mutant: Mutant?) async throws -> (module: String, file: FilePath) {
    let file = mutant?.file ?? "drivers/usb/core/devio.c"
    let module = Self.module(of: file)!
    let key = try await Tool.sha256("\(source.version)\n\(module)\n\(file)\n\(mutant?.rules ?? "")")
    let built = store.appending("\(key).ko")
    if FileSystem.exists(built) {
      utimes(built.string, nil)
      return (module, built)
    }
    return try await FileSystem.withLock(workTree) {
      try await Self.put(mutant, into: workTree, from: pristine)
      let folder = workTree.appending(file).removingLastComponent()
      try await Tool.run("make", ["-s", "-C", source.headers.string, "M=\(folder)", "\(module).ko"])
      try await FileSystem.withTemporary(in: store) { scratch in
        let stripped = scratch.appending("module")
        try await Tool.run(
          "strip", ["--strip-debug", "-o", stripped.string, folder.appending("\(module).ko").string])
        try FileSystem.move(stripped, to: built)
      }
      return (module, built)
    }
  }

  /// Puts back what the mutant before changed, and a mutant in if there is one.
  static func put(_ mutant: Mutant?, into workTree: FilePath, from pristine: FilePath) async throws {
    for folder in folders {
      for name in FileSystem.names(in: pristine.appending(folder)) where name.hasSuffix(".c") {
        let original = try FileSystem.read(pristine.appending(folder).appending(name))
        let place = workTree.appending(folder).appending(name)
        if try FileSystem.read(place) != original { try FileSystem.write(original, to: place) }
      }
    }
    if let mutant {
      try FileSystem.write(await mutant.applied(to: pristine), to: workTree.appending(mutant.file))
    }
  }
}
