import Glibc
import SystemPackage

/// An instruction set that kernels under test are built for, with all that the host must know of it: QEMU's machine, the
/// kernel's image, the distribution's names.
///
/// A new architecture is a value beside `x86_64` and `arm64`, in a file of its own, and an entry of `all`.
package struct Architecture: Sendable, Hashable {
  /// The name as `uname -m` prints it.
  package let name: String
  /// The compiler's name of what programs for it run on.
  let triple: String
  /// The number that stands in the header of its programs and modules (`e_machine`, elf(5)).
  let elfMachine: UInt8
  /// Debian's name, as in libc6:amd64.
  let debianName: String
  /// Debian's kernels for it, as in linux-image-amd64: the one that a suite's name alone stands for first.
  package let debianFlavours: [String]

  /// The program that emulates a machine of this architecture.
  let emulator: String
  /// The Debian package with that program.
  let emulatorPackage: String
  /// The board of all rigs that need no other. It has PCI Express, on which rigs put their controllers.
  let board: Board
  /// QEMU's processor where the host's own can be used (KVM).
  let hostProcessor: String
  /// QEMU's processor that is emulated (TCG).
  let emulatedProcessor: String
  /// The kernel's arguments on any guest of this architecture.
  let kernelArguments: String
  /// The kernel's further arguments where instructions are emulated.
  let emulationArguments: String

  /// The name of the kernel's image.
  package let imageName: String
  /// The image in a kernel's tree after a build.
  let imageInTree: String
  /// The target of the kernel's makefile that makes the image.
  let imageTarget: String
  /// The place of the bytes by which an image is known.
  let magicPlace: Int
  /// The bytes by which an image is known.
  let magic: [UInt8]
  /// The first bytes of images that are packed, if they are boots' to unpack.
  var packed: [[UInt8]] = []
  /// Reads what `uname` will say from an image. Throws a `HarnessError` that says what is wrong with the image.
  let version: @Sendable (FilePath) async throws -> KernelImageVersion

  /// The program that loads shared libraries, in a root file system.
  let loader: String

  /// All architectures, the host's own first.
  package static let all: [Architecture] = [Architecture.x86_64, .arm64].sorted { $0.isHost && !$1.isHost }

  /// This machine's own architecture. Throws a `HarnessError` on one that is not known.
  static func host() throws -> Architecture {
    guard let host = all.first(where: \.isHost) else {
      throw HarnessError("this machine is neither \(all.map(\.name).joined(separator: " nor "))")
    }
    return host
  }

  /// The number of bytes at the beginning of an image that tell whose it is. One that is packed tells with its first.
  static let imageStart = 1024

  /// Whether an image that begins with these bytes is of this architecture.
  func isImage(_ start: some Sequence<UInt8>) -> Bool {
    let start = Array(start)
    if packed.contains(where: { start.starts(with: $0) }) { return true }
    return start.count >= magicPlace + magic.count && start[magicPlace...].starts(with: magic)
  }

  /// The places in a tree where a build leaves the image, for messages.
  static var imagesInTree: String { all.map(\.imageInTree).joined(separator: " or ") }

  /// The complaint where the emulator is not installed.
  var missingEmulator: String {
    "\(emulator), which runs kernels for \(name), is not installed: apt-get install \(emulatorPackage), or `make deps KERNEL=...`"
  }

  /// Whether this machine is of the architecture: only then its processors can run the guest's instructions.
  var isHost: Bool {
    var system = utsname()
    uname(&system)
    return withUnsafeBytes(of: system.machine) { $0.prefix { $0 != 0 }.elementsEqual(name.utf8) }
  }

  package static func == (one: Architecture, other: Architecture) -> Bool { one.name == other.name }

  package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
