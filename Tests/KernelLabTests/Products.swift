import Glibc
import SystemPackage

/// Where the programs of this package are: beside the test bundle.
enum Products {
  static let folder: FilePath = {
    let path = realpath("/proc/self/exe", nil)!
    defer { free(path) }
    return FilePath(String(cString: path)).removingLastComponent()
  }()
}
