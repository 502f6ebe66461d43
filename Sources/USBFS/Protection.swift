import Glibc

/// What a program may do with mapped memory.
///
/// The corresponding C constants are `PROT_READ` and `PROT_WRITE`.
public struct Protection: OptionSet, Sendable {
  public let rawValue: CInt
  public init(rawValue: CInt) { self.rawValue = rawValue }

  public static let read = Protection(rawValue: PROT_READ)
  public static let write = Protection(rawValue: PROT_WRITE)
  public static let readWrite: Protection = [.read, .write]
}
