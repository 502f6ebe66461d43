import Subprocess
import SystemPackage

/// A program that does part of the work.
enum Tool {
  /// Runs a program and returns what it printed. Throws a `HarnessError` with its complaint if it failed or is not installed.
  @discardableResult
  static func run(
    _ name: String, _ arguments: [String], in folder: FilePath? = nil, environment: Environment = .inherit
  ) async throws -> String {
    let result: ExecutionResult<Void, StringOutput<UTF8>, StringOutput<UTF8>>
    do {
      result = try await Subprocess.run(
        name.contains("/") ? .path(FilePath(name)) : .name(name), arguments: Arguments(arguments),
        environment: environment, workingDirectory: folder,
        output: .string(limit: 64 << 20), error: .string(limit: 1 << 20))
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw HarnessError("\(name) is not installed: `make deps` installs what is missing")
    }
    guard result.terminationStatus.isSuccess else {
      let complaint = [result.standardError, result.standardOutput].joined(separator: "\n")
      let line = complaint.split(separator: "\n").suffix(5).joined(separator: "; ")
      throw HarnessError("\(name) failed: \(line.isEmpty ? "\(result.terminationStatus)" : line)")
    }
    return result.standardOutput
  }

  /// The SHA-256 of each file, in hexadecimal.
  static func sha256(of files: [FilePath]) async throws -> [String] {
    try await run("sha256sum", files.map(\.string)).split(separator: "\n").map { String($0.prefix(64)) }
  }

  /// The SHA-256 of a text, in hexadecimal.
  static func sha256(_ text: String) async throws -> String {
    try await FileSystem.withTemporary { folder in
      let file = folder.appending("text")
      try FileSystem.write(text.utf8, to: file)
      return try await sha256(of: [file])[0]
    }
  }
}
