import SystemPackage

/// Which kernel to test, as the user names it.
public enum KernelSpec: Sendable, Hashable, CustomStringConvertible {
  /// The current kernel of a Debian suite.
  case debian(suite: String)
  /// A bzImage.
  case image(FilePath)
  /// A kernel that watches itself, built here.
  case instrumented

  /// The suites whose kernels this version knows to fetch.
  public static let suites = ["bookworm"]

  /// MiB of memory that a guest with this kernel has at least.
  public var leastMemory: Int { self == .instrumented ? InstrumentedKernel.memory : 192 }

  /// Reads `debian:bookworm`, `instrumented` or the path of a bzImage. Throws a `LabError` that says what would do.
  public init(parsing text: String) throws {
    if text.hasPrefix("debian:") {
      let suite = String(text.dropFirst("debian:".count))
      guard Self.suites.contains(suite) else {
        throw LabError(
          "no kernel spec \"\(text)\": known are \(Self.suites.map { "debian:\($0)" }.joined(separator: ", ")), instrumented and the path of a bzImage"
        )
      }
      self = .debian(suite: suite)
    } else if text == "instrumented" {
      self = .instrumented
    } else if text.isEmpty {
      throw LabError("the kernel spec is empty: give debian:bookworm, instrumented or the path of a bzImage")
    } else {
      self = .image(FilePath(text))
    }
  }

  /// The spec as `init(parsing:)` reads it.
  public var description: String {
    switch self {
    case .debian(let suite): "debian:\(suite)"
    case .image(let path): path.string
    case .instrumented: "instrumented"
    }
  }
}
