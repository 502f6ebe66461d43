import Glibc
import SystemPackage

/// Rebuilds modules of Debian's kernel from sources that a mutant changed. One at a time: a kernel's makefiles build in
/// the folder of the sources, and only what changed.
public struct Workshop: Sendable {
  private let source: KernelSource
  /// The sources, and beside them the objects of the build before.
  private let bench: FilePath
  /// The sources as they came.
  private let pristine: FilePath
  /// The modules that were built, by the hash of what they were made of.
  private let store: FilePath

  /// The folders that can be rebuilt, and the module that comes of each.
  private static let modules = ["drivers/usb/core": "usbcore", "drivers/usb/host": "xhci-hcd"]
  /// The folders whose files mutants may change.
  static let folders = modules.keys.sorted()
  /// How many built modules stay in the cache, some 700 kB each.
  private static let kept = 400

  /// The module that a file of the kernel's becomes part of, or nil if it cannot be rebuilt.
  static func module(of file: String) -> String? {
    modules[FilePath(file).removingLastComponent().string]
  }

  /// Gets what Debian's current kernel of a suite was made of. `progress` is told what takes long.
  public static func open(suite: String, progress: @Sendable (String) -> Void) async throws -> Workshop {
    try await Workshop(Debian(suite: suite).source(progress: progress), progress)
  }

  private init(_ source: KernelSource, _ progress: @Sendable (String) -> Void) async throws {
    self.source = source
    let folder = Folders.cache.appending("workshop")
    let place = folder.appending(source.version)
    bench = place.appending("bench")
    pristine = place.appending("pristine")
    store = folder.appending("modules")
    try Folders.make(store)
    try await Folders.withLock(folder) {
      if Folders.exists(place) { return }
      progress("unpacking \(source.name)")
      try await Folders.withTemporary(in: folder) { scratch in
        try await Tool.run(
          "tar",
          ["-xf", source.archive.string, "--strip-components=1", "-C", scratch.string]
            + Self.folders.map { "\(source.name)/\($0)" })
        let both = scratch.appending("both")
        try Folders.make(both.appending("bench"))
        try await Tool.run("cp", ["-a", scratch.appending("drivers").string, both.appending("bench").string])
        try Folders.make(both.appending("pristine"))
        try Folders.move(scratch.appending("drivers"), to: both.appending("pristine/drivers"))
        try Folders.move(both, to: place)
      }
      for old in Folders.names(in: folder) where old != "modules" && old != source.version {
        Folders.remove(folder.appending(old))
      }
    }
    Folders.prune(store, keeping: Self.kept)
  }

  /// What `uname -r` must say for the modules to load.
  public var release: String { source.release }

  /// The module that a mutant makes, or nil if there is no mutant the module as Debian builds it, and its name. Throws
  /// a `LabError` that says why there is none: the patch does not apply, or what it makes does not compile.
  public func build(_ mutant: Mutant?) async throws -> (module: String, file: FilePath) {
    let file = mutant?.file ?? "drivers/usb/core/devio.c"
    let module = Self.module(of: file)!
    let key = try await Tool.sha256("\(source.version)\n\(module)\n\(file)\n\(mutant?.rules ?? "")")
    let built = store.appending("\(key).ko")
    if Folders.exists(built) {
      utimes(built.string, nil)
      return (module, built)
    }
    return try await Folders.withLock(bench) {
      try await Self.put(mutant, into: bench, from: pristine)
      let folder = bench.appending(file).removingLastComponent()
      try await Tool.run("make", ["-s", "-C", source.headers.string, "M=\(folder)", "\(module).ko"])
      try await Folders.withTemporary(in: store) { scratch in
        let stripped = scratch.appending("module")
        try await Tool.run(
          "strip", ["--strip-debug", "-o", stripped.string, folder.appending("\(module).ko").string])
        try Folders.move(stripped, to: built)
      }
      return (module, built)
    }
  }

  /// Puts back what the mutant before changed, and a mutant in if there is one.
  static func put(_ mutant: Mutant?, into bench: FilePath, from pristine: FilePath) async throws {
    for folder in folders {
      for name in Folders.names(in: pristine.appending(folder)) where name.hasSuffix(".c") {
        let original = try Folders.read(pristine.appending(folder).appending(name))
        let place = bench.appending(folder).appending(name)
        if try Folders.read(place) != original { try Folders.write(original, to: place) }
      }
    }
    if let mutant {
      try Folders.write(await mutant.applied(to: pristine), to: bench.appending(mutant.file))
    }
  }
}
