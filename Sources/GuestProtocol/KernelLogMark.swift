/// A line that the tests write into the kernel's log, so that whoever reads the log knows what ran when.
package enum KernelLogMark: Sendable, Equatable {
  /// A clause began.
  case begins(clause: String)
  /// A clause ended.
  case ends(clause: String)
  /// A round of a clause of many rounds began. If the kernel dies, the last of these says in which round and order.
  case round(clause: String, description: String)

  /// The beginning of all marks.
  package static let prefix = "usbfs-conformance: "

  /// The beginning of the line of a guest that has not the serial ports that it was promised, and powers off.
  package static let noSerialPort = "init: no serial port"

  /// The line without its end.
  package var line: String {
    switch self {
    case .begins(let clause): "\(Self.prefix)\(clause) begins"
    case .ends(let clause): "\(Self.prefix)\(clause) ends"
    case .round(let clause, let description): "\(Self.prefix)\(clause) \(description)"
    }
  }
}
