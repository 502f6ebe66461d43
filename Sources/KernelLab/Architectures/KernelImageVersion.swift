/// The version that a kernel's image carries.
struct KernelImageVersion: Equatable {
  /// The text that `uname -r` prints.
  let release: String
  /// The text that `uname -v` prints, and more.
  let build: String
}
