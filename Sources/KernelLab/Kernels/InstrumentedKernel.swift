import Glibc
import Subprocess
import SystemPackage

/// A small instrumented kernel, built from Debian's source: KASAN, lockdep, kmemleak, fault injection, coverage
/// of what usbfs zerocopy consists of.
///
/// In the cache lie the source tree, which a change of the configuration builds anew in part, and for each
/// configuration what came of it: the image and the compiler's notes for coverage.
struct InstrumentedKernel {
  /// The memory of a guest in MiB: room for KASAN's shadow and the other debug facilities. Clauses that fill memory want less than 1024.
  static let memory = 768

  /// All reports of KASAN, not only the first of a boot.
  static let arguments = "kasan_multi_shot"

  /// The number of mutants' images that stay in the cache, some 8 MB each.
  private static let kept = 64

  private static let suite = "bookworm"

  /// The architecture that it is built for: instrumented.config names options of it.
  private static let architecture = Architecture.x86_64

  private static let folder = FileSystem.cache.appending("kernels/instrumented")

  /// The changes to the source, as a shell script that runs in the tree.
  ///
  /// kmemleak reports no object that is younger than five seconds or that it did not look at before, for what is just
  /// being handed over looks lost. After a clause nothing is, a second look is for those that the first found, and time
  /// is short. Nor do KASAN and lockdep have anything to find in what looks.
  private static let edits = #"""
    printf 'GCOV_PROFILE_devio.o := y\nGCOV_PROFILE_buffer.o := y\n' >> drivers/usb/core/Makefile
    sed -i 's/^\(#define MSECS_MIN_AGE\t*\)5000/\1100/' mm/kmemleak.c
    grep -q 'MSECS_MIN_AGE.*100' mm/kmemleak.c
    sed -i 's/^\t\tkmemleak_scan();/\t\tdo { lockdep_off(); kmemleak_scan(); lockdep_on(); } while (0);/' mm/kmemleak.c
    grep -q 'lockdep_off(); kmemleak_scan()' mm/kmemleak.c
    sed -i 's/ update_checksum(object) && get_object/ false \&\& get_object/' mm/kmemleak.c
    grep -q 'false && get_object' mm/kmemleak.c
    printf 'KASAN_SANITIZE_kmemleak.o := n\n' >> mm/Makefile
    """#

  /// The files below drivers/usb/core whose coverage is counted.
  static let covered = ["devio", "buffer"]

  /// The source, its tree, and where what comes of that goes.
  private func places(_ progress: @Sendable (String) -> Void) async throws -> (
    source: KernelSource, tree: FilePath, result: FilePath
  ) {
    let source = try await Debian(suite: Self.suite).source(progress: progress)
    let configuration = String(decoding: PackageResources.instrumented_config, as: UTF8.self)
    let base = try await Tool.sha256(source.version + Self.edits).prefix(12)
    let key = try await Tool.sha256(base + configuration).prefix(12)
    return (source, Self.folder.appending("tree-\(base)"), Self.folder.appending("kernel-\(key)"))
  }

  /// Builds it, or finds it built. Throws a `HarnessError` that says what is missing or where the build's log is.
  func kernel(progress: @Sendable (String) -> Void) async throws -> Kernel {
    let (source, tree, result) = try await places(progress)
    try FileSystem.make(Self.folder)
    if !FileSystem.exists(result) {
      try await FileSystem.withLock(Self.folder) {
        if FileSystem.exists(result) { return }
        for name in FileSystem.names(in: Self.folder) where name != tree.lastComponent?.string {
          if name.hasPrefix("tree-") { FileSystem.remove(Self.folder.appending(name)) }
        }
        if !FileSystem.exists(tree) { try await unpack(source, to: tree, progress) }
        try await configure(tree)
        try await build(tree, progress)
        try await keep(tree, in: result)
      }
    }
    let image = result.appending(Self.architecture.imageName)
    return Kernel(
      image: image, modules: nil, release: try await Kernel.imageVersion(of: image).release,
      spec: .instrumented, version: source.version, arguments: Self.arguments, slowness: 5, gcovNotes: result)
  }

  /// Builds the kernel with a mutant in it, in a copy of the tree, so that nothing of it stays in later builds.
  func kernel(_ mutant: Mutant, progress: @Sendable (String) -> Void) async throws -> Kernel {
    let kernel = try await kernel(progress: progress)
    let (source, tree, result) = try await places(progress)
    let folder = Self.folder.appending("mutants-\(result.lastComponent!.string)")
    let key = try await Tool.sha256("\(mutant.file)\n\(mutant.rules)")
    let store = folder.appending("images")
    let image = store.appending(key)
    if FileSystem.exists(image) {
      utimes(image.string, nil)
    } else {
      try await FileSystem.withLock(Self.folder) {
        if FileSystem.exists(image) { return }
        for old in FileSystem.names(in: Self.folder) where old.hasPrefix("mutants-") {
          if old != folder.lastComponent?.string { FileSystem.remove(Self.folder.appending(old)) }
        }
        try FileSystem.make(store)
        FileSystem.prune(store, keeping: Self.kept)
        let (workTree, pristine) = (folder.appending("tree"), folder.appending("pristine"))
        if !FileSystem.exists(workTree) {
          try await open(workTree, pristine, copying: tree, of: source, progress)
        }
        try await ModuleBuilder.put(mutant, into: workTree, from: pristine)
        try await build(workTree, progress)
        try await FileSystem.withTemporary(in: folder) { scratch in
          let whole = scratch.appending(Self.architecture.imageName)
          try await Tool.run("cp", [workTree.appending(Self.architecture.imageInTree).string, whole.string])
          try FileSystem.move(whole, to: image)
        }
      }
    }
    return Kernel(
      image: image, modules: nil, release: kernel.release, spec: .instrumented, version: kernel.version,
      arguments: Self.arguments, slowness: kernel.slowness)
  }

  /// A tree to break, and beside it what is broken in it, as it was.
  private func open(
    _ workTree: FilePath, _ pristine: FilePath, copying tree: FilePath, of source: KernelSource,
    _ progress: @Sendable (String) -> Void
  ) async throws {
    try await FileSystem.withTemporary(in: workTree.removingLastComponent()) { scratch in
      let copy = scratch.appending("tree")
      if FileSystem.exists(tree) {
        progress("copying the instrumented kernel's tree")
        try await Tool.run("cp", ["-a", tree.string, copy.string])
      } else {
        try await unpack(source, to: copy, progress)
      }
      try await configure(copy)
      for folder in ModuleBuilder.folders {
        let place = scratch.appending("pristine").appending(folder)
        try FileSystem.make(place.removingLastComponent())
        try await Tool.run("cp", ["-a", copy.appending(folder).string, place.string])
      }
      FileSystem.remove(pristine)
      try FileSystem.move(scratch.appending("pristine"), to: pristine)
      try FileSystem.move(copy, to: workTree)
    }
  }

  private func unpack(_ source: KernelSource, to tree: FilePath, _ progress: @Sendable (String) -> Void)
    async throws
  {
    progress("unpacking the kernel's source, \(source.version)")
    try await FileSystem.withTemporary(in: Self.folder) { scratch in
      try await Tool.run("tar", ["-xf", source.archive.string, "-C", scratch.string])
      guard let name = FileSystem.names(in: scratch).first else {
        throw HarnessError("\(source.archive) is empty")
      }
      let whole = scratch.appending(name)
      try await Tool.run("sh", ["-ec", Self.edits], in: whole)
      // Only a whole tree gets the name.
      try FileSystem.move(whole, to: tree)
    }
  }

  /// Configures a tree with everything off but the options of instrumented.config and their dependencies, and checks that these are on.
  private func configure(_ tree: FilePath) async throws {
    let configuration = PackageResources.instrumented_config
    let wanted = tree.appending("instrumented.config")
    try FileSystem.write(configuration, to: wanted)
    // allnoconfig rewrites .config; the build looks at what changed in it, not at when.
    try await Tool.run(
      "make", ["-s", "allnoconfig"], in: tree,
      environment: .inherit.updating(["KCONFIG_ALLCONFIG": wanted.string]))
    let got = Set(
      String(decoding: try FileSystem.read(tree.appending(".config")), as: UTF8.self).split(separator: "\n"))
    let missed = String(decoding: configuration, as: UTF8.self).split(separator: "\n").filter { line in
      guard line.hasPrefix("CONFIG_") else { return false }
      if line.hasSuffix("=n") { return got.contains { $0.hasPrefix(line.dropLast()) } }
      return !got.contains(line)
    }
    guard missed.isEmpty else {
      throw HarnessError(
        "this source cannot be configured with \(missed.joined(separator: ", ")): see instrumented.config")
    }
  }

  /// The number of files between two lines of progress.
  private static let stride = 200

  private func build(_ tree: FilePath, _ progress: @Sendable (String) -> Void) async throws {
    progress("building the instrumented kernel; the first time some ten minutes on two cores")
    let log = tree.appending("build.log")
    var options = PlatformOptions()
    // One group, so that Ctrl-C leaves no compiler behind. What was compiled by then need not be again.
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(5))
    ]
    let result = try await Subprocess.run(
      .name("sh"),
      arguments: Arguments([
        "-c",
        "exec nice make -j\"$(nproc)\" KBUILD_BUILD_USER=usbfs KBUILD_BUILD_HOST=conformance \(Self.architecture.imageTarget) 2>\"$1\"",
        "sh", log.string,
      ]),
      workingDirectory: tree, platformOptions: options, input: .none, output: .sequence, error: .discarded
    ) { execution in
      var count = 0
      for try await _ in execution.standardOutput.strings() {
        count += 1
        if count % Self.stride == 0 { progress("building the instrumented kernel: \(count) files") }
      }
    }
    try Task.checkCancellation()
    guard result.terminationStatus.isSuccess else {
      let last = FileSystem.text(log).split(separator: "\n").suffix(3).joined(separator: "; ")
      throw HarnessError("the kernel does not build: \(last); all of it is in \(log)")
    }
  }

  /// Copies from the tree what runs need: image, coverage notes, sources. Older results stay for runs that have begun with them.
  private func keep(_ tree: FilePath, in result: FilePath) async throws {
    try await FileSystem.withTemporary(in: Self.folder) { scratch in
      let whole = scratch.appending("kernel")
      let sources = whole.appending("drivers/usb/core")
      try FileSystem.make(sources)
      var files = [tree.appending(Self.architecture.imageInTree)]
      for name in Self.covered {
        files.append(tree.appending("drivers/usb/core/\(name).gcno"))
        try await Tool.run("cp", [tree.appending("drivers/usb/core/\(name).c").string, sources.string])
      }
      try await Tool.run("cp", files.map(\.string) + [whole.string])
      try FileSystem.move(whole, to: result)
    }
    let old = FileSystem.names(in: Self.folder).filter {
      $0.hasPrefix("kernel-") && $0 != result.lastComponent?.string
    }
    for name in old.dropLast() { FileSystem.remove(Self.folder.appending(name)) }
  }
}
