import Foundation
import Subprocess
import SystemPackage
import Testing

/// The project's own files, for tests of what no compiler reads.
enum Checkout {
  /// The folder with Package.swift in it.
  static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent()
    .removingLastComponent()

  /// The text of a file, by its path from the project's folder.
  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: folder.appending(path).string)), as: UTF8.self)
  }

  /// The names in a folder, by its path from the project's folder, sorted.
  static func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.appending(path).string).sorted()
  }

  /// Output, errors and end of a program.
  typealias Outcome = (output: String, errors: String, status: TerminationStatus)

  /// Runs a program of the machine's.
  static func run(_ command: [String]) async throws -> Outcome {
    let result = try await Subprocess.run(
      .name(command[0]), arguments: Arguments(Array(command.dropFirst())),
      output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
    return (result.standardOutput, result.standardError, result.terminationStatus)
  }

  /// Runs the program that makes a new clause's stubs, in a checkout or a copy of one.
  static func newClause(
    _ arguments: [String], in folder: FilePath = folder, shell: [String] = ["sh"]
  ) async throws -> Outcome {
    try await run(shell + [folder.appending("Tests/new-clause").string] + arguments)
  }

  /// The words that begin each instruction in a stub of `make new-clause`.
  static func marker() async throws -> String {
    let marker = try await newClause(["--marker"]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    try #require(!marker.isEmpty)
    return marker
  }
}
