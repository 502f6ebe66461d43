import Glibc

/// Flags of mmap().
///
/// The corresponding C constants are `MAP_SHARED`, `MAP_PRIVATE`, `MAP_FIXED`, `MAP_32BIT`.
package struct MapFlags: OptionSet, Sendable {
  /// The bits as the kernel takes them.
  package let rawValue: CInt
  /// Flags from their bits.
  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// `MAP_SHARED`: writes go to the memory that is mapped.
  package static let shared = MapFlags(rawValue: MAP_SHARED)
  /// `MAP_PRIVATE`: a page that is written becomes a copy of the program's own.
  package static let `private` = MapFlags(rawValue: MAP_PRIVATE)
  /// `MAP_FIXED`: at the given address, replacing what is mapped there.
  package static let fixed = MapFlags(rawValue: MAP_FIXED)
  #if arch(x86_64)
    /// `MAP_32BIT`: at an address below 2 GiB, which a 32-bit pointer can hold.
    package static let low = MapFlags(rawValue: MAP_32BIT)
  #endif
}
