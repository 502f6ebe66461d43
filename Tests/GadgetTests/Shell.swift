import Foundation
import Testing

/// A shell that the program must run under.
enum Shell: String, CaseIterable, CustomTestStringConvertible {
  case dash
  case busybox

  var command: [String] { self == .dash ? ["dash"] : ["busybox", "sh"] }
  var testDescription: String { command.joined(separator: " ") }

  /// The shells that are installed, which the tests run under. A test of its own is skipped, with the reason, for each
  /// that is missing.
  static var installed: [Shell] { allCases.filter { isInstalled($0.rawValue) } }

  static func isInstalled(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
