import Glibc
import SystemPackage

/// The program with the clauses in it: the product `usbfs-clauses` of this package.
package enum ClauseProgram {
  /// Builds it where this program was built, or takes the file that USBFS_CLAUSES names.
  package static func build(progress: @Sendable (String) -> Void) async throws -> FilePath {
    if let named = getenv("USBFS_CLAUSES").map({ String(cString: $0) }), !named.isEmpty {
      guard FileSystem.exists(FilePath(named)) else {
        throw HarnessError("USBFS_CLAUSES names \(named), which is not there")
      }
      return FilePath(named)
    }
    progress("building the clauses")
    return try await build("usbfs-clauses")
  }

  /// Builds the program that runs them where no host supervises, or takes what is built if the clauses are given.
  package static func buildSupervisor(progress: @Sendable (String) -> Void) async throws -> FilePath {
    let product = "usbfs-ktap"
    if getenv("USBFS_CLAUSES") != nil, FileSystem.exists(try folder().appending(product)) {
      return try folder().appending(product)
    }
    progress("building \(product)")
    return try await build(product)
  }

  /// The folder of this program.
  private static func folder() throws -> FilePath {
    guard let path = realpath("/proc/self/exe", nil) else { throw HarnessError("cannot find this program") }
    defer { free(path) }
    return FilePath(String(cString: path)).removingLastComponent()
  }

  private static func build(_ product: String) async throws -> FilePath {
    // This program lies in SCRATCH/TRIPLE/CONFIGURATION.
    let folder = try folder()
    let scratch = folder.removingLastComponent().removingLastComponent()
    try await Tool.run(
      "swift",
      [
        "build", "--package-path", FileSystem.checkout.string, "--scratch-path", scratch.string,
        "--configuration",
        folder.lastComponent!.string, "--product", product,
      ])
    return folder.appending(product)
  }
}
