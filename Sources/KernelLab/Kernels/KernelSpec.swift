import SystemPackage

/// Which kernel to test, as the user names it.
package enum KernelSpec: Sendable, Hashable, CustomStringConvertible {
  /// The current kernel of a Debian suite, of a flavour such as arm64-16k.
  case debian(suite: String, flavour: String = Architecture.x86_64.debianFlavours[0])
  /// An image (bzImage, Image), a built tree, or a package, packed or unpacked.
  case path(FilePath)
  /// An instrumented kernel (KASAN, lockdep, kmemleak), built here.
  case instrumented

  /// The suites whose kernels this version knows to fetch, oldest first.
  package static let suites = ["bullseye", "bookworm", "trixie", "sid", "experimental"]

  /// Debian's kernels of one suite, that for PCs first.
  static let flavours = Architecture.x86_64.debianFlavours + Architecture.arm64.debianFlavours

  /// The kinds of spec, for help texts.
  package static let explanation = """
      debian:SUITE   Debian's current kernel: \(suites.joined(separator: ", "))
      debian:SUITE/FLAVOUR  another than that for PCs: \(flavours.dropFirst().joined(separator: ", "))
      instrumented   an instrumented kernel (KASAN, lockdep, kmemleak), built here
      PATH           an image (bzImage, Image); a built tree; a kernel's .deb, or where one was unpacked
    """

  /// MiB of memory that a guest with this kernel has at least.
  package var leastMemory: Int { self == .instrumented ? InstrumentedKernel.memory : 192 }

  /// Reads `debian:bookworm`, `instrumented` or a path. Throws a `HarnessError` that says what would do.
  package init(parsing text: String) throws {
    if text.hasPrefix("debian:") {
      let words = text.dropFirst("debian:".count).split(separator: "/", omittingEmptySubsequences: false).map(
        String.init)
      guard words.count <= 2, Self.suites.contains(words[0]),
        Self.flavours.contains(words.last!) || words.count == 1
      else {
        throw HarnessError(
          "no kernel spec \"\(text)\": known are \(Self.suites.map { "debian:\($0)" }.joined(separator: ", ")), the same with "
            + "\(Self.flavours.dropFirst().map { "/\($0)" }.joined(separator: " or ")) behind it, instrumented and paths"
        )
      }
      self = words.count == 1 ? .debian(suite: words[0]) : .debian(suite: words[0], flavour: words[1])
    } else if text == "instrumented" {
      self = .instrumented
    } else if text.isEmpty {
      throw HarnessError("the kernel spec is empty: give debian:bookworm, instrumented or a path")
    } else {
      self = .path(FilePath(text))
    }
  }

  /// The spec as `init(parsing:)` reads it.
  package var description: String {
    switch self {
    case .debian(let suite, let flavour):
      "debian:\(suite)" + (flavour == Self.flavours[0] ? "" : "/\(flavour)")
    case .path(let path): path.string
    case .instrumented: "instrumented"
    }
  }
}
