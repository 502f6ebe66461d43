import Glibc
import USBFS

/// Memory that the pointers of 32-bit programs reach, on processors that such a program may share with this one.
extension MapFlags {
  /// A region below 4 GiB.
  #if arch(x86_64)
    static let belowFourGiB = MapFlags.low
  #else
    static let belowFourGiB: MapFlags = []
  #endif

  /// The flags of `mmap` for ordinary memory below 4 GiB.
  #if arch(x86_64)
    static let ordinaryBelowFourGiB = CInt(MAP_32BIT)
  #else
    static let ordinaryBelowFourGiB: CInt = 0
  #endif
}
