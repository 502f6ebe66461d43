import Glibc
import SystemPackage

/// The guest's file system: busybox, the tests with the libraries they load, the gadget program, a few modules.
package struct GuestImage {
  /// The initramfs, not packed: under TCG unpacking would take longer than loading.
  let initramfs: FilePath
  /// The key of the image: it changes with anything that goes into the guest.
  let key: String

  /// The number of images that stay in the cache, some 30 MiB each.
  private static let kept = 10

  /// Libraries that libTesting.so names but never calls: 45 MiB of Foundation's Unicode data.
  private static let dispensable = ["libFoundation.so", "libFoundationInternationalization.so"]
  private static let dropped = dispensable + ["lib_FoundationICU.so"]

  /// Makes the image, or finds it in the cache.
  /// - Parameter clauses: The program with the tests.
  static func make(kernel: Kernel, clauses: ClauseProgram, progress: @Sendable (String) -> Void) async throws
    -> GuestImage
  {
    let modules = try kernel.closure(of: RigProfile.moduleNames)
    let gadget = FileSystem.checkout.appending("gadget/gadget")
    let busybox = try await clauses.busybox(for: kernel.architecture)
    let libraries = try await clauses.libraries(on: kernel.architecture)
    let inputs =
      [clauses.file, gadget, busybox, kernel.image] + modules.map { kernel.modules!.appending($0) }
      + libraries
    let sums = try await Tool.sha256(of: inputs)
    let text =
      sums.joined()
      + String(decoding: PackageResources.guest_init, as: UTF8.self)
      + String(decoding: PackageResources.guest_rig, as: UTF8.self) + gadgetRigs
      + modules.joined()
    let key = try await Tool.sha256(text)

    let folder = FileSystem.cache.appending("images")
    let image = folder.appending("\(key).cpio")
    if FileSystem.exists(image) {
      utimes(image.string, nil)
      return GuestImage(initramfs: image, key: key)
    }
    progress("packing the guest")
    try FileSystem.make(folder)
    FileSystem.prune(folder, keeping: kept - 1)
    try await FileSystem.withTemporary(in: folder) { scratch in
      let list = scratch.appending("image")
      let root = try await fill(
        scratch, initialProgram: PackageResources.guest_init, clauses: clauses,
        architecture: kernel.architecture)
      try await addModules(modules, of: kernel, to: root)
      try await pack(root, "cat", to: list)
      try FileSystem.move(list, to: image)
    }
    return GuestImage(initramfs: image, key: key)
  }

  /// Makes an image that needs no host: any CI boots it, with its own kernel. Throws a `HarnessError`.
  /// - Parameters:
  ///   - kernel: Whose modules it holds; nil if the kernel it will meet has all built in, or brings its own.
  ///   - supervisor: The program that runs the tests there and prints KTAP.
  package static func export(
    for kernel: Kernel?, clauses: ClauseProgram, supervisor: ClauseProgram, to output: FilePath
  ) async throws {
    try await FileSystem.withTemporary { scratch in
      let root = try await fill(
        scratch, initialProgram: PackageResources.image_init, clauses: clauses, supervisor: supervisor,
        architecture: kernel?.architecture ?? .x86_64)
      if let kernel { try await addModules(kernel.closure(of: RigProfile.moduleNames), of: kernel, to: root) }
      // Every kernel that takes an initramfs at all takes gzip.
      let image = scratch.appending("image")
      try await pack(root, "gzip -9n", to: image)
      if !output.removingLastComponent().isEmpty { try FileSystem.make(output.removingLastComponent()) }
      try FileSystem.write(
        FileSystem.read(image), to: output, mode: [.ownerReadWrite, .groupRead, .otherRead])
    }
  }

  /// Makes a folder of everything but modules.
  private static func fill(
    _ scratch: FilePath, initialProgram: [UInt8], clauses: ClauseProgram, supervisor: ClauseProgram? = nil,
    architecture: Architecture
  ) async throws -> FilePath {
    let root = scratch.appending("root")
    for sub in ["bin", "lib", "lib64", "proc", "sys", "dev", "tmp", "run"] {
      try FileSystem.make(root.appending(sub))
    }
    try FileSystem.write(initialProgram, to: root.appending("init"), mode: [.ownerReadWriteExecute])
    try FileSystem.write(PackageResources.guest_rig, to: root.appending("rig"))
    try FileSystem.write(gadgetRigs.utf8, to: root.appending("rigs"))
    let busybox = try await clauses.busybox(for: architecture)
    try await Tool.run("cp", ["-L", busybox.string, root.appending("bin/busybox").string])
    try await Tool.run(
      "cp", ["-L", FileSystem.checkout.appending("gadget/gadget").string, root.appending("gadget").string])
    try await add(clauses, as: "usbfs-clauses", to: root, architecture)
    if let supervisor { try await add(supervisor, as: "usbfs-ktap", to: root, architecture) }
    try await checkTests(in: root, architecture, canRun: clauses.sdk == nil)
    return root
  }

  /// The rigs that a guest can make by itself, a line each: name, UDC, modules. One that needs arguments of the kernel's
  /// is not: whoever boots a portable image gives its own.
  static let gadgetRigs = RigProfile.all.compactMap { rig in
    guard case .gadget(let udc) = rig.device, rig.machines.values.allSatisfy(\.kernelArguments.isEmpty) else {
      return nil
    }
    return ([rig.name, udc] + rig.modules.map(\.word)).joined(separator: " ") + "\n"
  }.joined()

  /// One file of all that is in a folder.
  static func pack(_ root: FilePath, _ packer: String, to file: FilePath) async throws {
    try await Tool.run(
      "sh",
      [
        "-ec", "cd \"$1\" && find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 | \(packer) > \"$2\"",
        "sh",
        root.string, file.string,
      ])
  }

  /// A program, under a name of its own, and its libraries, stripped.
  private static func add(
    _ program: ClauseProgram, as name: String, to root: FilePath, _ architecture: Architecture
  ) async throws {
    let target = root.appending("bin").appending(name)
    try await Tool.run("cp", ["-L", program.file.string, target.string])
    var fresh = [target]
    for path in try await program.libraries(on: architecture)
    where !dropped.contains(path.lastComponent!.string) {
      let isLoader = path.lastComponent == FilePath(architecture.loader).lastComponent
      let library =
        isLoader ? root.appending(architecture.loader) : root.appending("lib").appending(path.lastComponent!)
      if FileSystem.exists(library) { continue }
      try await Tool.run("cp", ["-L", path.string, library.string])
      if !isLoader { fresh.append(library) }
    }
    try await program.strip(fresh)
    try await Tool.run("patchelf", ["--set-rpath", "/lib", target.string])
  }

  /// The libraries that were left out are not missed: the tests start with the rest alone.
  /// - Parameter canRun: Whether this machine can run them, to see it.
  private static func checkTests(in root: FilePath, _ architecture: Architecture, canRun: Bool) async throws {
    try await Tool.run(
      "patchelf",
      dispensable.flatMap { ["--remove-needed", $0] } + [root.appending("lib/libTesting.so").string])
    guard canRun else { return }
    try await Tool.run(
      root.appending(architecture.loader).string,
      [
        "--library-path", root.appending("lib").string, root.appending("bin/usbfs-clauses").string,
        "--testing-library", "swift-testing", "--list-tests",
      ])
  }

  static func addModules(_ files: [String], of kernel: Kernel, to root: FilePath) async throws {
    guard let modules = kernel.modules else { return }
    let folder = root.appending("lib/modules").appending(kernel.release)
    try FileSystem.make(folder)
    for file in files {
      let from = modules.appending(file)
      let target = folder.appending(Kernel.plainModule(file))
      try FileSystem.make(target.removingLastComponent())
      switch from.extension {
      case "xz":
        try await Tool.run("sh", ["-ec", "xz -dc \"$1\" > \"$2\"", "sh", from.string, target.string])
      case "zst":
        try await Tool.run("sh", ["-ec", "zstd -qdc \"$1\" > \"$2\"", "sh", from.string, target.string])
      default: try await Tool.run("cp", ["-L", from.string, target.string])
      }
    }
    for list in ["modules.builtin", "modules.order"] where FileSystem.exists(modules.appending(list)) {
      try await Tool.run("cp", [modules.appending(list).string, folder.appending(list).string])
    }
    try await Tool.run("depmod", ["-b", root.string, kernel.release])
  }
}
