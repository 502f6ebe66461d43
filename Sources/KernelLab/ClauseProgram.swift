import Glibc
import SystemPackage

/// The program with the clauses in it: the product `usbfs-clauses` of this package.
public enum ClauseProgram {
  /// Builds it where this program was built, or takes the file that USBFS_CLAUSES names.
  public static func build(progress: @Sendable (String) -> Void) async throws -> FilePath {
    if let named = getenv("USBFS_CLAUSES").map({ String(cString: $0) }), !named.isEmpty {
      guard Folders.exists(FilePath(named)) else {
        throw LabError("USBFS_CLAUSES names \(named), which is not there")
      }
      return FilePath(named)
    }
    progress("building the clauses")
    // This program lies in SCRATCH/TRIPLE/CONFIGURATION.
    guard let path = realpath("/proc/self/exe", nil) else { throw LabError("cannot find this program") }
    defer { free(path) }
    let folder = FilePath(String(cString: path)).removingLastComponent()
    let scratch = folder.removingLastComponent().removingLastComponent()
    try await Tool.run(
      "swift",
      [
        "build", "--package-path", Folders.checkout.string, "--scratch-path", scratch.string,
        "--configuration",
        folder.lastComponent!.string, "--product", "usbfs-clauses",
      ])
    return folder.appending("usbfs-clauses")
  }
}
