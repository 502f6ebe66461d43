import Foundation
import Testing

/// A shell that the program is to run under.
enum Shell: String, CaseIterable, CustomTestStringConvertible {
  case dash
  case busybox

  var command: [String] { self == .dash ? ["dash"] : ["busybox", "sh"] }
  var testDescription: String { command.joined(separator: " ") }

  /// What the tests run under. A test of its own skips, with the reason, for each that is missing.
  static var installed: [Shell] { allCases.filter { isInstalled($0.rawValue) } }

  static func isInstalled(_ program: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
