import Glibc
import GuestProtocol

/// The environment variables that this process was told things with.
enum Environment {
  /// The value of a variable; nil if it is not set, or empty.
  static subscript(_ variable: GuestVariable) -> String? {
    getenv(variable.rawValue).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }
}
