import Glibc

/// What a program may do with mapped memory.
///
/// The corresponding C constants are `PROT_READ` and `PROT_WRITE`.
public struct Protection: OptionSet, Sendable {
  /// The bits.
  public let rawValue: CInt
  /// A protection from its bits.
  public init(rawValue: CInt) { self.rawValue = rawValue }

  /// `PROT_READ`.
  public static let read = Protection(rawValue: PROT_READ)
  /// `PROT_WRITE`.
  public static let write = Protection(rawValue: PROT_WRITE)
  /// Both.
  public static let readWrite: Protection = [.read, .write]
}
