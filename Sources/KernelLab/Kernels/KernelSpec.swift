import SystemPackage

/// Which kernel to test, as the user names it.
package enum KernelSpec: Sendable, Hashable, CustomStringConvertible {
  /// The current kernel of a Debian suite.
  case debian(suite: String)
  /// A bzImage, a built tree, or a package, packed or unpacked.
  case path(FilePath)
  /// An instrumented kernel (KASAN, lockdep, kmemleak), built here.
  case instrumented

  /// The suites whose kernels this version knows to fetch, oldest first.
  package static let suites = ["bullseye", "bookworm", "trixie", "sid", "experimental"]

  /// The kinds of spec, for help texts.
  package static let explanation = """
      debian:SUITE   Debian's current kernel: \(suites.joined(separator: ", "))
      instrumented   an instrumented kernel (KASAN, lockdep, kmemleak), built here
      PATH           a bzImage; a built tree; a kernel's .deb, or where one was unpacked
    """

  /// MiB of memory that a guest with this kernel has at least.
  package var leastMemory: Int { self == .instrumented ? InstrumentedKernel.memory : 192 }

  /// Reads `debian:bookworm`, `instrumented` or a path. Throws a `HarnessError` that says what would do.
  package init(parsing text: String) throws {
    if text.hasPrefix("debian:") {
      let suite = String(text.dropFirst("debian:".count))
      guard Self.suites.contains(suite) else {
        throw HarnessError(
          "no kernel spec \"\(text)\": known are \(Self.suites.map { "debian:\($0)" }.joined(separator: ", ")), instrumented and paths"
        )
      }
      self = .debian(suite: suite)
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
    case .debian(let suite): "debian:\(suite)"
    case .path(let path): path.string
    case .instrumented: "instrumented"
    }
  }
}
