import Foundation
import Testing

/// Runs judges, most of which are written in Python.
package enum Python {
  package static let interpreter = "/usr/bin/python3"

  /// What the program prints and exits with.
  package static func run(_ arguments: [String]) throws -> (output: String, status: Int32) {
    try run(interpreter, arguments)
  }

  /// The same for a judge that is a program of its own.
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

  /// A new folder for files of the tests.
  package static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "reporting-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }
}
