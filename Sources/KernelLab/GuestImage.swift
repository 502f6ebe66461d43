import Glibc
import SystemPackage

/// The guest's file system: busybox, the tests with the libraries they load, the gadget program, a few modules.
struct GuestImage {
  /// The initramfs, not packed: under TCG unpacking would take longer than loading.
  let initramfs: FilePath
  /// Changes with anything that goes into the guest.
  let key: String

  /// How many images stay in the cache, some 30 MiB each.
  private static let kept = 10

  /// Libraries that libTesting.so names but never calls: 45 MiB of Foundation's Unicode data.
  private static let dispensable = ["libFoundation.so", "libFoundationInternationalization.so"]
  private static let dropped = dispensable + ["lib_FoundationICU.so"]

  /// Makes the image, or finds it in the cache.
  /// - Parameter clauses: The program with the tests.
  static func make(kernel: Kernel, clauses: FilePath, progress: @Sendable (String) -> Void) async throws
    -> GuestImage
  {
    let modules = try kernel.closure(of: VirtualRig.modules)
    let gadget = Folders.checkout.appending("gadget/gadget")
    let busybox = try await which("busybox", package: "busybox-static")
    let libraries = try await libraries(of: clauses)
    let inputs =
      [clauses, gadget, busybox, kernel.image] + modules.map { kernel.modules!.appending($0) } + libraries
    let sums = try await Tool.sha256(of: inputs)
    let text =
      sums.joined()
      + String(decoding: PackageResources.guest_init, as: UTF8.self)
      + modules.joined()
    let key = try await Tool.sha256(text)

    let folder = Folders.cache.appending("images")
    let image = folder.appending("\(key).cpio")
    if Folders.exists(image) {
      utimes(image.string, nil)
      return GuestImage(initramfs: image, key: key)
    }
    progress("packing the guest")
    try Folders.make(folder)
    Folders.prune(folder, keeping: kept - 1)
    try await Folders.withTemporary(in: folder) { scratch in
      let root = scratch.appending("root")
      for sub in ["bin", "lib", "lib64", "proc", "sys", "dev", "tmp", "run"] {
        try Folders.make(root.appending(sub))
      }
      try Folders.write(
        PackageResources.guest_init, to: root.appending("init"), mode: [.ownerReadWriteExecute])
      try await Tool.run("cp", ["-L", busybox.string, root.appending("bin/busybox").string])
      try await Tool.run("cp", ["-L", gadget.string, root.appending("gadget").string])
      try await addTests(clauses, libraries, to: root)
      try await addModules(modules, of: kernel, to: root)
      let list = scratch.appending("image")
      try await Tool.run(
        "sh",
        [
          "-ec", "cd \"$1\" && find . | LC_ALL=C sort | cpio --quiet -o -H newc > \"$2\"", "sh", root.string,
          list.string,
        ])
      try Folders.move(list, to: image)
    }
    return GuestImage(initramfs: image, key: key)
  }

  /// What `ldd` says a program loads, without what is dropped.
  private static func libraries(of program: FilePath) async throws -> [FilePath] {
    try await Tool.run("ldd", [program.string]).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ").map { String($0.drop { $0 == "\t" }) }
      if line.contains("not found") {
        throw LabError("the tests need \(words[0]), which is not here: `make deps`")
      }
      guard let path = words.first(where: { $0.hasPrefix("/") }).map({ FilePath($0) }) else { return nil }
      return dropped.contains(path.lastComponent!.string) ? nil : path
    }
  }

  /// The program and its libraries, stripped.
  private static func addTests(_ clauses: FilePath, _ paths: [FilePath], to root: FilePath) async throws {
    let program = root.appending("bin/usbfs-clauses")
    try await Tool.run("cp", ["-L", clauses.string, program.string])
    var libraries: [String] = []
    for path in paths {
      let target = root.appending(path.string.contains("/ld-linux") ? "lib64" : "lib").appending(
        path.lastComponent!)
      try await Tool.run("cp", ["-L", path.string, target.string])
      libraries.append(target.string)
    }
    try await Tool.run("strip", libraries.filter { !$0.contains("/ld-linux") } + [program.string])
    try await Tool.run(
      "patchelf",
      dispensable.flatMap { ["--remove-needed", $0] } + [root.appending("lib/libTesting.so").string])
    try await Tool.run("patchelf", ["--set-rpath", "/lib", program.string])
    // The libraries that were left out are not missed: the program starts with the rest alone.
    try await Tool.run(
      root.appending("lib64/ld-linux-x86-64.so.2").string,
      [
        "--library-path", root.appending("lib").string, program.string, "--testing-library", "swift-testing",
        "--list-tests",
      ])
  }

  private static func addModules(_ files: [String], of kernel: Kernel, to root: FilePath) async throws {
    guard let modules = kernel.modules else { return }
    let folder = root.appending("lib/modules").appending(kernel.release)
    try Folders.make(folder)
    for file in files {
      let from = modules.appending(file)
      let plain = file.split(separator: ".").first! + ".ko"
      let target = folder.appending(String(plain))
      try Folders.make(target.removingLastComponent())
      switch from.extension {
      case "xz":
        try await Tool.run("sh", ["-ec", "xz -dc \"$1\" > \"$2\"", "sh", from.string, target.string])
      case "zst":
        try await Tool.run("sh", ["-ec", "zstd -qdc \"$1\" > \"$2\"", "sh", from.string, target.string])
      default: try await Tool.run("cp", ["-L", from.string, target.string])
      }
    }
    for list in ["modules.builtin", "modules.order"] where Folders.exists(modules.appending(list)) {
      try await Tool.run("cp", [modules.appending(list).string, folder.appending(list).string])
    }
    try await Tool.run("depmod", ["-b", root.string, kernel.release])
  }

  private static func which(_ name: String, package: String) async throws -> FilePath {
    guard let path = try? await Tool.run("sh", ["-c", "command -v \(name)"]) else {
      throw LabError("\(name) is not installed (package \(package)): `make deps` installs what is missing")
    }
    return FilePath(String(path.prefix { $0 != "\n" }))
  }
}
