import Glibc
import SystemPackage

/// A Swift SDK: it builds programs for another architecture than this machine's, and has all that they run with.
struct SwiftSDK: Sendable {
  /// The name that `swift build --swift-sdk` takes.
  let name: String
  /// The folder of SDKs that it is in; nil for the one where `swift sdk install` puts them.
  var folder: FilePath?
  /// The file system that programs are built for (the sysroot).
  let root: FilePath
  /// Swift's own libraries for it.
  let runtime: FilePath

  /// The SDK for an architecture: the one that USBFS_SWIFT_SDK names, else Debian's Swift, fetched into the cache. Throws a
  /// `HarnessError`.
  static func get(for architecture: Architecture, progress: @Sendable (String) -> Void) async throws
    -> SwiftSDK
  {
    guard let name = getenv("USBFS_SWIFT_SDK").map({ String(cString: $0) }), !name.isEmpty else {
      return try await DebianSwift(target: architecture).sdk(progress: progress)
    }
    let shown: String
    do {
      shown = try await Tool.run(
        "swift", ["sdk", "configure", name, architecture.triple, "--show-configuration"])
    } catch let error as HarnessError {
      throw HarnessError(
        "USBFS_SWIFT_SDK names \(name), which is no Swift SDK for \(architecture.triple) here; `swift sdk list` shows those there are: \(error)"
      )
    }
    func value(_ key: String) -> FilePath? {
      shown.split(separator: "\n").first { $0.hasPrefix("\(key): ") }
        .map { FilePath(String($0.dropFirst(key.count + 2))) }
    }
    guard let root = value("sdkRootPath"), FileSystem.isFolder(root),
      let resources = value("swiftResourcesPath"), FileSystem.isFolder(resources)
    else {
      throw HarnessError(
        "the Swift SDK \(name) has no root or no runtime for \(architecture.triple): see `swift sdk configure`"
      )
    }
    return SwiftSDK(name: name, root: root, runtime: resources.appending("linux"))
  }

  /// The arguments of `swift build` beside the product.
  func arguments(for architecture: Architecture) -> [String] {
    (folder.map { ["--swift-sdks-path", $0.string] } ?? [])
      + [
        "--swift-sdk", name, "--triple", architecture.triple,
        "--pkg-config-path", root.appending("usr/lib/\(multiarch(architecture))/pkgconfig").string,
      ]
  }

  /// The folders that hold libraries.
  func libraryFolders(of architecture: Architecture) -> [FilePath] {
    let name = multiarch(architecture)
    return [runtime]
      + ["usr/lib/\(name)", "lib/\(name)", "usr/lib", "lib", "lib64"].map { root.appending($0) }
  }

  /// Debian's name of the folders with an architecture's libraries.
  private func multiarch(_ architecture: Architecture) -> String { "\(architecture.name)-linux-gnu" }
}
