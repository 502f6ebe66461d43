import Glibc
import SystemPackage

/// An instruction set that kernels under test are built for, with all that the host must know of it: QEMU's machine, the
/// kernel's image, the distribution's names.
///
/// A new architecture is a value beside `x86_64`, in a file of its own, and an entry of `all`.
package struct Architecture: Sendable, Hashable {
  /// The name as `uname -m` prints it.
  package let name: String
  /// Debian's name, as in linux-image-amd64.
  let debianName: String

  /// The program that emulates a machine of this architecture.
  let emulator: String
  /// QEMU's arguments for the board. It has PCI Express, on which rigs put their controllers.
  let board: [String]
  /// QEMU's processor where the host's own can be used (KVM).
  let hostProcessor: String
  /// QEMU's processor that is emulated (TCG).
  let emulatedProcessor: String
  /// The kernel's arguments on any guest of this architecture.
  let kernelArguments: String
  /// The kernel's further arguments where instructions are emulated.
  let emulationArguments: String

  /// The serial port with the kernel's console.
  let console: String
  /// The other serial ports, by what they carry.
  let ports: SerialPorts
  /// The driver of the console that a kernel must have built in, for whoever has none: `CONFIG_` and its name.
  let consoleOption: String
  /// The advice for a kernel that lacks serial ports.
  let portsOption: String

  /// The name of the kernel's image.
  package let imageName: String
  /// The image in a kernel's tree after a build.
  let imageInTree: String
  /// The target of the kernel's makefile that makes the image.
  let imageTarget: String
  /// Reads what `uname` will say from an image. Throws a `HarnessError` that says what is wrong with the image.
  let version: @Sendable (FilePath) throws -> KernelImageVersion

  /// The program that loads shared libraries, in a root file system.
  let loader: String

  /// All architectures, the host's own first.
  package static let all: [Architecture] = [.x86_64]

  /// The places in a tree where a build leaves the image, for messages.
  static var imagesInTree: String { all.map(\.imageInTree).joined(separator: " or ") }

  /// Whether this machine is of the architecture: only then its processors can run the guest's instructions.
  var isHost: Bool {
    var system = utsname()
    uname(&system)
    return withUnsafeBytes(of: system.machine) { $0.prefix { $0 != 0 }.elementsEqual(name.utf8) }
  }

  package static func == (one: Architecture, other: Architecture) -> Bool { one.name == other.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
