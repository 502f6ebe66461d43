import Glibc

/// What a program may do with mapped memory.
///
/// The corresponding C constants are `PROT_READ` and `PROT_WRITE`.
package struct Protection: OptionSet, Sendable {
  /// The bits.
  package let rawValue: CInt
  /// A protection from its bits.
  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// `PROT_READ`.
  package static let read = Protection(rawValue: PROT_READ)
  /// `PROT_WRITE`.
  package static let write = Protection(rawValue: PROT_WRITE)
  /// Both.
  package static let readWrite: Protection = [.read, .write]
}
