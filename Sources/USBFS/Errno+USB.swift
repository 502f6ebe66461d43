import Glibc
import SystemPackage

extension Errno {
  /// A short IN transfer that was not allowed to be short, or a continuation of a transfer that failed.
  ///
  /// The corresponding C error is `EREMOTEIO`.
  package static var remoteIO: Errno { Errno(rawValue: EREMOTEIO) }

  /// The device is gone. The corresponding C error is `ENODEV`.
  package static var noSuchDevice: Errno { .operationNotSupportedByDevice }
}
