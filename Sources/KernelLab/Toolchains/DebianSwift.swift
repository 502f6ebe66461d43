import Glibc
import SystemPackage

/// Debian's Swift compiler, and what its programs need on another architecture, as a Swift SDK in the cache.
///
/// The compiler is sid's, the only Swift that Debian has. It and its libraries are unpacked, not installed, and run with sid's
/// own dynamic loader, which patchelf(1) writes into them: neither root nor a container is needed. Packages are
/// still described by the machine's own SwiftPM.
struct DebianSwift {
  /// The architecture that programs are built for.
  let target: Architecture

  /// MiB that downloading and unpacking take at once: 1.3 GB of packages, 1.6 GB of what is kept of them.
  private static let room = 4096
  /// A number that changes with what is unpacked, and how.
  private static let recipe = 1

  private static let parent = FileSystem.cache.appending("toolchains")
  private var name: String { "debian-\(target.debianName)" }
  private var place: FilePath { Self.parent.appending("\(name)-\(Self.recipe)") }
  /// The programs of the compiler, below the folder of what runs on this machine.
  private static let programs = "usr/libexec/swift/bin"
  /// Swift's runtime and modules, below the folder of a root.
  private static let resources = "usr/libexec/swift/lib/swift"

  /// What of the compiler's packages is not wanted: debugger, language server, and so on. A star stands for slashes, too.
  private static let unwantedOfCompiler = [
    "lib/swift_static", "lib/swift/embedded", "lib/liblldb*", "lib/libsourcekitd*", "lib/libclang*",
    "lib/libLTO*",
  ].map { "./usr/libexec/swift/\($0)" }
  private static let unwantedOfHost =
    unwantedOfCompiler
    + [
      "lldb*", "clangd", "swift-package", "sourcekit-lsp", "docc", "swift-format", "llvm-objdump", "llvm-cov",
      "llvm-profdata", "llvm-symbolizer",
    ].map { "./usr/libexec/swift/bin/\($0)" }
  private static let unwantedOfTarget =
    unwantedOfCompiler
    + ["bin", "libexec", "lib/swift/host", "lib/clang"].map { "./usr/libexec/swift/\($0)" }
  /// What of all packages is not wanted.
  private static let unwanted = [
    "./usr/share", "./usr/libexec/gcc", "./usr/lib/python3*", "./etc", "./var", "./usr/sbin",
  ]

  /// The SDK, fetched if it is not in the cache.
  func sdk(progress: @Sendable (String) -> Void) async throws -> SwiftSDK {
    let sdk = SwiftSDK(
      name: name, folder: place.appending("sdks"), root: place.appending("target"),
      runtime: place.appending("target").appending(Self.resources).appending("linux"))
    try FileSystem.make(Self.parent)
    return try await FileSystem.withLock(Self.parent) {
      if !FileSystem.exists(place) { try await fetch(progress) }
      return sdk
    }
  }

  private func fetch(_ progress: @Sendable (String) -> Void) async throws {
    let free = try FileSystem.freeSpace(in: Self.parent)
    guard free >= Self.room else {
      throw HarnessError(
        "no room for a Swift compiler for \(target.name): \(Self.parent) has \(free) MiB left, \(Self.room) are needed; set "
          + "XDG_CACHE_HOME to a larger disk, or USBFS_SWIFT_SDK to a Swift SDK that you have")
    }
    let host = try Architecture.host()
    progress(
      "fetching Debian's Swift for \(target.name), once: 1.3 GB to download, 1.6 GB kept in \(Self.parent), some five minutes"
    )
    try await FileSystem.withTemporary(in: Self.parent) { scratch in
      let new = scratch.appending("new")
      let (hostRoot, targetRoot) = (new.appending("host"), new.appending("target"))
      for folder in [hostRoot, targetRoot.appending("usr/lib"), new.appending("sdks")] {
        try FileSystem.make(folder)
      }
      // Debian's packages have nothing in /lib; programs and linker scripts do.
      try link("usr/lib", from: targetRoot.appending("lib"))
      let hostVersion = try await unpack(
        ["swiftlang"], of: host, into: hostRoot, without: Self.unwantedOfHost, scratch, progress)
      let targetVersion = try await unpack(
        ["swiftlang", "libc6-dev", "libusb-1.0-0-dev", "busybox-static"], of: target, into: targetRoot,
        without: Self.unwantedOfTarget, scratch, progress)
      guard hostVersion == targetVersion else {
        throw HarnessError(
          "Debian's Swift is \(hostVersion) for \(host.debianName) and \(targetVersion) for \(target.debianName) today: try again in some "
            + "days, or set USBFS_SWIFT_SDK to a Swift SDK that you have")
      }
      progress("making Debian's Swift run here")
      try await adopt(hostRoot)
      try describe(in: new)
      // The compiler's own headers are the same for all targets.
      let clang = targetRoot.appending(Self.resources).removingLastComponent().appending("clang")
      FileSystem.remove(clang)
      try link(place.appending("host/usr/libexec/swift/lib/clang").string, from: clang)
      try FileSystem.move(new, to: place)
    }
    do {
      try await Tool.run(
        place.appending("host").appending(Self.programs).appending("swiftc").string, ["--version"])
    } catch {
      FileSystem.remove(place)
      throw HarnessError(
        "Debian's Swift does not run here; set USBFS_SWIFT_SDK to a Swift SDK that you have: \(error)")
    }
  }

  /// Downloads packages with all that they depend on, and unpacks them.
  /// - Returns: The version of Debian's Swift.
  private func unpack(
    _ packages: [String], of architecture: Architecture, into root: FilePath, without unwanted: [String],
    _ scratch: FilePath, _ progress: @Sendable (String) -> Void
  ) async throws -> String {
    let name = architecture.debianName
    let folder = scratch.appending("apt-\(name)")
    let apt = try await PrivateApt(suite: "sid", architectures: [name], in: folder, knowsInstalled: false)
    try await apt.update()
    progress("downloading Debian's Swift of \(name)")
    try await Tool.run(
      "apt-get", apt.options + ["--yes", "--download-only", "--no-install-recommends", "install"] + packages)
    let archives = folder.appending("cache/archives")
    let files = FileSystem.names(in: archives).filter { $0.hasSuffix(".deb") }
    progress("unpacking \(files.count) packages of \(name)")
    for file in files {
      let exclusions = (Self.unwanted + unwanted).map { "--exclude=\($0)" }
      do {
        try await Tool.run(
          "bash",
          [
            "-ec",
            "set -o pipefail; dpkg-deb --fsys-tarfile \"$1\" | tar -x --keep-directory-symlink -C \"$2\" \"${@:3}\"",
            "bash",
            archives.appending(file).string, root.string,
          ] + exclusions)
      } catch let error as HarnessError {
        throw HarnessError("\(file) cannot be unpacked; is the disk full? \(error)")
      }
      FileSystem.remove(archives.appending(file))
    }
    let version = files.first { $0.hasPrefix("swiftlang_") }?.split(separator: "_").dropFirst().first
    // What follows the hyphen is Debian's count of its own builds.
    guard let version = version?.prefix(while: { $0 != "-" }) else {
      throw HarnessError(
        "Debian's sid has no swiftlang for \(name) today: set USBFS_SWIFT_SDK to a Swift SDK that you have")
    }
    return String(version)
  }

  /// Makes the programs start with the loader and the libraries that they were built with, which may be newer than this
  /// machine's.
  private func adopt(_ root: FilePath) async throws {
    let host = try Architecture.host()
    let loader = place.appending("host/usr").appending(host.loader)
    let folder = root.appending(Self.programs)
    for name in FileSystem.names(in: folder) {
      let program = folder.appending(name).string
      guard !FileSystem.isLink(folder.appending(name)),
        let old = try? await Tool.run("patchelf", ["--print-rpath", program])
      else { continue }
      let rpath = "\(old.prefix { $0 != "\n" }):$ORIGIN/../../../lib/\(host.name)-linux-gnu"
      // Not a RUNPATH, which does not hold for the libraries' libraries.
      try await Tool.run(
        "patchelf", ["--set-interpreter", loader.string, "--force-rpath", "--set-rpath", rpath, program])
    }
  }

  /// Writes the files by which SwiftPM knows an SDK (SE-0387).
  private func describe(in new: FilePath) throws {
    let bundle = new.appending("sdks/\(name).artifactbundle")
    try FileSystem.make(bundle)
    let root = place.appending("target")
    let files = [
      "info.json":
        #"{"schemaVersion":"1.0","artifacts":{"\#(name)":{"type":"swiftSDK","version":"1","variants":[{"path":"."}]}}}"#,
      "swift-sdk.json":
        #"{"schemaVersion":"4.0","targetTriples":{"\#(target.triple)":{"sdkRootPath":"\#(root)","#
        + #""swiftResourcesPath":"\#(root.appending(Self.resources))","toolsetPaths":["toolset.json"]}}}"#,
      "toolset.json":
        #"{"schemaVersion":"1.0","rootPath":"\#(place.appending("host").appending(Self.programs))","#
        + #""swiftCompiler":{"extraCLIOptions":["-use-ld=lld"]}}"#,
    ]
    for (name, text) in files { try FileSystem.write(text.utf8, to: bundle.appending(name)) }
  }

  private func link(_ target: String, from path: FilePath) throws {
    guard symlink(target, path.string) == 0 else {
      throw HarnessError("cannot link \(path): \(Errno(rawValue: errno))")
    }
  }
}
