import Glibc

/// Access rights to mapped memory.
///
/// The corresponding C constants are `PROT_READ` and `PROT_WRITE`.
package struct Protection: OptionSet, Sendable {
  /// The bits as the kernel takes them.
  package let rawValue: CInt
  /// A protection from its bits.
  package init(rawValue: CInt) { self.rawValue = rawValue }

  /// Read access, `PROT_READ`.
  package static let read = Protection(rawValue: PROT_READ)
  /// Write access, `PROT_WRITE`.
  package static let write = Protection(rawValue: PROT_WRITE)
  /// Read and write access.
  package static let readWrite: Protection = [.read, .write]
}
