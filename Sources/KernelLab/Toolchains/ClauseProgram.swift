import Glibc
import SystemPackage

/// The program with the clauses in it, the product `usbfs-clauses` of this package, or another product that a guest runs.
package struct ClauseProgram: Sendable {
  /// The program's file.
  package let file: FilePath
  /// What it was built with, if that is for another architecture than this machine's.
  var sdk: SwiftSDK?

  /// Builds it where this program was built. A file that USBFS_CLAUSES names is taken for kernels of its architecture.
  package static func build(
    for architecture: Architecture, progress: @escaping @Sendable (String) -> Void
  ) async throws -> ClauseProgram {
    if let named = getenv("USBFS_CLAUSES").map({ String(cString: $0) }), !named.isEmpty {
      let file = FilePath(named)
      guard FileSystem.exists(file) else {
        throw HarnessError("USBFS_CLAUSES names \(named), which is not there")
      }
      if architecture.isProgram(file) {
        let sdk = architecture.isHost ? nil : try await SwiftSDK.get(for: architecture, progress: progress)
        return ClauseProgram(file: file, sdk: sdk)
      }
    }
    progress("building the clauses for \(architecture.name)")
    return try await build("usbfs-clauses", for: architecture, progress)
  }

  /// Builds the program that runs them where no host supervises, or takes what is built if the clauses are given.
  package static func buildSupervisor(
    for architecture: Architecture, progress: @escaping @Sendable (String) -> Void
  ) async throws -> ClauseProgram {
    let product = "usbfs-ktap"
    if architecture.isHost, getenv("USBFS_CLAUSES") != nil, FileSystem.exists(try folder().appending(product))
    {
      return ClauseProgram(file: try folder().appending(product), sdk: nil)
    }
    progress("building \(product) for \(architecture.name)")
    return try await build(product, for: architecture, progress)
  }

  /// The folder of this program.
  private static func folder() throws -> FilePath {
    guard let path = realpath("/proc/self/exe", nil) else { throw HarnessError("cannot find this program") }
    defer { free(path) }
    return FilePath(String(cString: path)).removingLastComponent()
  }

  private static func build(
    _ product: String, for architecture: Architecture, _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> ClauseProgram {
    // This program lies in SCRATCH/TRIPLE/CONFIGURATION.
    let folder = try folder()
    let configuration = folder.lastComponent!.string
    let scratch = folder.removingLastComponent().removingLastComponent()
    let arguments = [
      "build", "--package-path", FileSystem.checkout.string, "--configuration", configuration, "--product",
      product,
    ]
    if architecture.isHost {
      try await Tool.run("swift", arguments + ["--scratch-path", scratch.string])
      return ClauseProgram(file: folder.appending(product), sdk: nil)
    }
    let sdk = try await SwiftSDK.get(for: architecture, progress: progress)
    // SwiftPM leaves a link to what it built last: in the scratch folder of this program that would be another's.
    let own = scratch.appending(architecture.debianName)
    try await Tool.run(
      "swift", arguments + ["--scratch-path", own.string] + sdk.arguments(for: architecture),
      environment: .inherit.updating(["PKG_CONFIG_SYSROOT_DIR": sdk.root.string]))
    return ClauseProgram(
      file: own.appending(architecture.triple).appending(configuration).appending(product), sdk: sdk)
  }

  /// The libraries that the program loads.
  func libraries(on architecture: Architecture) async throws -> [FilePath] {
    guard let sdk else {
      return try await Tool.run("ldd", [file.string]).split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ").map { String($0.drop { $0 == "\t" }) }
        if line.contains("not found") {
          throw HarnessError("the tests need \(words[0]), which is not here: `make deps`")
        }
        return words.first { $0.hasPrefix("/") }.map { FilePath($0) }
      }
    }
    // Nobody here can run another architecture's loader.
    var found: [FilePath] = []
    var names: Set<String> = []
    var open = [file]
    while let next = open.popLast() {
      for name in try await Tool.run("patchelf", ["--print-needed", next.string]).split(separator: "\n").map(
        String.init)
      where names.insert(name).inserted {
        let places = sdk.libraryFolders(of: architecture).map { $0.appending(name) }
        guard let place = places.first(where: { FileSystem.exists($0) }) else {
          throw HarnessError(
            "the tests need \(name), which is not in the Swift SDK \(sdk.name) (\(sdk.root)): install it there"
          )
        }
        found.append(place)
        open.append(place)
      }
    }
    return found
  }

  /// The busybox of the guest that runs it, a static one.
  func busybox(for architecture: Architecture) async throws -> FilePath {
    if let sdk {
      let place = sdk.root.appending("usr/bin/busybox")
      guard FileSystem.exists(place) else {
        throw HarnessError("there is no busybox in the Swift SDK \(sdk.name): put a static one at \(place)")
      }
      return place
    }
    guard let path = try? await Tool.run("sh", ["-c", "command -v busybox"]) else {
      throw HarnessError(
        "busybox is not installed (package busybox-static): `make deps` installs what is missing")
    }
    return FilePath(String(path.prefix { $0 != "\n" }))
  }

  /// Takes the debug information out of files.
  func strip(_ files: [FilePath]) async throws {
    if sdk == nil {
      try await Tool.run("strip", files.map(\.string))
      return
    }
    // LLVM's, which is part of Swift, knows all architectures.
    let swift = try await Tool.run("sh", ["-c", "realpath \"$(command -v swift)\""])
    let folder = FilePath(String(swift.prefix { $0 != "\n" })).removingLastComponent()
    for file in files {
      try await Tool.run(folder.appending("llvm-objcopy").string, ["--strip-all", file.string])
    }
  }
}

extension Architecture {
  /// Whether a file is a program, or a module, of this architecture.
  func isProgram(_ file: FilePath) -> Bool {
    // e_machine, elf(5).
    guard let bytes = try? FileSystem.read(file), bytes.count > 19 else { return false }
    return bytes.starts(with: [0x7f] + Array("ELF".utf8)) && bytes[18] == elfMachine
  }
}
