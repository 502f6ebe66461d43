import Glibc
import SystemPackage

extension Errno {
  /// An IN transfer came short and was not to, or a continuation followed a transfer that failed.
  ///
  /// The corresponding C error is `EREMOTEIO`.
  package static var remoteIO: Errno { Errno(rawValue: EREMOTEIO) }

  /// The device is gone. The corresponding C error is `ENODEV`.
  package static var noSuchDevice: Errno { .operationNotSupportedByDevice }
}
