import Foundation
import Testing

/// Runs validators, most of which are written in Python.
package enum Python {
  package static let interpreter = "/usr/bin/python3"

  /// Runs a Python program and returns its output and exit status.
  package static func run(_ arguments: [String]) throws -> (output: String, status: Int32) {
    try run(interpreter, arguments)
  }

  /// Runs any program and returns its output and exit status.
  package static func run(_ program: String, _ arguments: [String]) throws -> (output: String, status: Int32)
  {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (String(decoding: output, as: UTF8.self), process.terminationStatus)
  }

  package static func has(module: String) -> Bool {
    (try? run(["-c", "import \(module)"]).status == 0) ?? false
  }

  /// Makes a new folder for files of the tests.
  package static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
