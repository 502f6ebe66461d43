import Foundation
import Synchronization
import Testing

/// The kernel's own KTAP parser, from Debian's package of the kernel's source.
package final class KUnit: Sendable {
  package static let tarball = "/usr/src/linux-source-6.1.tar.xz"
  package static var isInstalled: Bool { FileManager.default.fileExists(atPath: tarball) }

  /// The parser, unpacked once: that reads the whole archive, some ten seconds.
  package static let shared = Result { try KUnit() }

  private let folder: URL

  private init() throws {
    folder = try Python.temporaryFolder()
    let tar = Process()
    tar.executableURL = URL(filePath: "/usr/bin/env")
    tar.arguments = ["tar", "-xJf", Self.tarball, "-C", folder.path, "linux-source-6.1/tools/testing/kunit"]
    try tar.run()
    tar.waitUntilExit()
    try #require(tar.terminationStatus == 0)
    let folder = folder.path
    Self.cleanUp(folder)
  }

  /// The parser's counts for a document.
  package struct Judgement: Decodable, Equatable {
    package var passed: Int
    package var failed: Int
    package var crashed: Int
    package var skipped: Int
    package var errors: Int
    /// The exit status of `kunit.py parse`.
    package var status: Int32 = 0

    package init(
      passed: Int, failed: Int, crashed: Int, skipped: Int, errors: Int, status: Int32 = 0
    ) {
      (self.passed, self.failed, self.crashed) = (passed, failed, crashed)
      (self.skipped, self.errors, self.status) = (skipped, errors, status)
    }

    enum CodingKeys: String, CodingKey {
      case passed, failed, crashed, skipped, errors
    }
  }

  /// Parses a document with `kunit.py parse`.
  package func parse(_ document: String) throws -> Judgement {
    let file = folder.appending(path: UUID().uuidString)
    try Data(document.utf8).write(to: file)
    let (output, status) = try Python.run([tool("kunit.py"), "parse", file.path])
    let line = try #require(
      output.split(separator: "\n").last { $0.contains("Testing complete.") }, "\(output)")
    func count(_ name: String) throws -> Int {
      let text = line.firstMatch(of: try Regex("\(name): ([0-9]+)", as: (Substring, Substring).self))?.output
        .1
      return text.flatMap { Int($0) } ?? 0
    }
    return Judgement(
      passed: try count("passed"), failed: try count("failed"), crashed: try count("crashed"),
      skipped: try count("skipped"), errors: try count("errors"), status: status)
  }

  /// Parses many documents with one start of Python.
  package func parse(all documents: [String]) throws -> [Judgement] {
    let input = folder.appending(path: UUID().uuidString)
    try JSONEncoder().encode(documents).write(to: input)
    let program = """
      import sys, json, io, contextlib
      sys.path.insert(0, sys.argv[1])
      # The parser prints to what is the standard output when it is loaded.
      with contextlib.redirect_stdout(io.StringIO()):
          import kunit_parser
      for document in json.load(open(sys.argv[2])):
          # As kunit.py reads a file.
          lines = io.TextIOWrapper(io.BytesIO(document.encode()), errors='backslashreplace')
          counts = kunit_parser.parse_run_tests(lines).counts
          print(json.dumps(vars(counts)))
      """
    let (output, status) = try Python.run(["-c", program, tool(""), input.path])
    try #require(status == 0, "\(output)")
    return try output.split(separator: "\n").map {
      try JSONDecoder().decode(Judgement.self, from: Data($0.utf8))
    }
  }

  private func tool(_ name: String) -> String {
    folder.appending(path: "linux-source-6.1/tools/testing/kunit/\(name)").path
  }

  /// Removes the folder when the process ends.
  private static func cleanUp(_ folder: String) {
    foldersToRemove.withLock { $0.append(folder) }
    atexit {
      for folder in foldersToRemove.withLock({ $0 }) { try? FileManager.default.removeItem(atPath: folder) }
    }
  }
}

private let foldersToRemove = Mutex<[String]>([])

extension Trait where Self == ConditionTrait {
  package static var kunit: Self {
    .enabled(if: KUnit.isInstalled, "the kernel's KTAP parser is missing: apt-get install linux-source-6.1")
  }
}
