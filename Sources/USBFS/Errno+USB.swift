import Glibc
import SystemPackage

extension Errno {
  /// An IN transfer came short and was not to, or a continuation followed a transfer that failed.
  ///
  /// The corresponding C error is `EREMOTEIO`.
  public static var remoteIO: Errno { Errno(rawValue: EREMOTEIO) }

  /// The device is gone. The corresponding C error is `ENODEV`.
  public static var noSuchDevice: Errno { .operationNotSupportedByDevice }
}
