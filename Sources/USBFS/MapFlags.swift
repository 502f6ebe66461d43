import Glibc

/// How memory is mapped.
///
/// The corresponding C constants are `MAP_SHARED`, `MAP_PRIVATE`, `MAP_FIXED`, `MAP_32BIT`.
package struct MapFlags: OptionSet, Sendable {
  /// The bits.
  package let rawValue: CInt
  /// Flags from their bits.
  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// `MAP_SHARED`.
  package static let shared = MapFlags(rawValue: MAP_SHARED)
  /// `MAP_PRIVATE`: what is written is the program's own.
  package static let `private` = MapFlags(rawValue: MAP_PRIVATE)
  /// `MAP_FIXED`: at the given address, over what is there.
  package static let fixed = MapFlags(rawValue: MAP_FIXED)
  #if arch(x86_64)
    /// The address lies below 2 GiB, where a 32-bit pointer reaches it.
    package static let low = MapFlags(rawValue: MAP_32BIT)
  #endif
}
