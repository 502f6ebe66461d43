import Foundation
import SystemPackage

/// The lines and branches of a kernel's source that guests reached: gcov's counters of all guests, added up.
package struct Coverage: Sendable {
  /// A line of code that can be run.
  package struct Line: Sendable {
    /// In the file, from 1.
    package let number: Int
    /// The source, without the blanks around it.
    package let text: String
    /// The number of times that the line ran.
    package let count: Int
    /// The number of times that each branch from the line was taken.
    package let branches: [Int]
    /// Whether the line ran and all branches from it were taken.
    package var isReached: Bool { count > 0 && !branches.contains(0) }
  }

  /// A function, and its lines in their order.
  package struct Function: Sendable {
    /// Its name in C.
    package let name: String
    /// Below the kernel's source.
    package let file: String
    /// Those that can be run.
    package let lines: [Line]
  }

  /// In the order of the source.
  package let functions: [Function]

  /// Adds up the counters that the guests handed out, and writes gcovr's pages.
  /// - Parameters:
  ///   - kernel: The one that all guests ran.
  ///   - guests: FileSystem of sessions, as `Guest.run` fills them. One that died has handed out nothing.
  ///   - page: The first page. What it links to goes beside it.
  package static func collect(_ kernel: Kernel, guests: [FilePath], page: FilePath) async throws -> Coverage {
    guard let notes = kernel.gcovNotes else {
      throw HarnessError("\(kernel.description) does not count its coverage")
    }
    return try await FileSystem.withTemporary { scratch in
      let folder = { (name: String) in
        let path = scratch.appending(name)
        try FileSystem.make(path)
        return path
      }
      var sum: FilePath?
      for (number, guest) in guests.enumerated() {
        let own = try folder("guest-\(number)")
        for file in Guest.files(in: guest) where file.name.hasSuffix(".gcda") {
          guard let bytes = Data(base64Encoded: file.base64) else { continue }
          try FileSystem.write(bytes, to: own.appending(file.name))
        }
        guard !FileSystem.names(in: own).isEmpty else { continue }
        if let before = sum {
          let both = scratch.appending("sum-\(number)")
          try await Tool.run("gcov-tool-12", ["merge", "-o", both.string, before.string, own.string])
          sum = both
        } else {
          sum = own
        }
      }
      guard let sum else { throw HarnessError("no guest handed out its counters: did all of them die?") }
      // As the compiler left it: notes and counters beside the source, which the notes name relative to the tree.
      let tree = try folder("tree")
      try await Tool.run("cp", ["-r", notes.appending("drivers").string, tree.string])
      let core = tree.appending("drivers/usb/core")
      for from in [notes, sum] {
        for name in FileSystem.names(in: from) where name.hasSuffix(".gcno") || name.hasSuffix(".gcda") {
          try await Tool.run("cp", [from.appending(name).string, core.string])
        }
      }
      try FileSystem.make(page.removingLastComponent())
      try await Tool.run(
        "gcovr",
        [
          "--root", tree.string, "--object-directory", core.string, "--gcov-executable", "gcov-12",
          "--branches",
          "--html-details", page.string, "--html-title", "usbfs zerocopy, \(kernel.description)", core.string,
        ], in: tree)
      return Coverage(functions: try await functions(in: tree, core))
    }
  }

  /// A report of gcov's (gcov(1), --json-format).
  private struct Report: Decodable {
    struct File: Decodable {
      let file: String
      let functions: [Function]
      let lines: [Line]
    }
    struct Function: Decodable {
      let name: String
      let start_line: Int
      let end_line: Int
    }
    struct Line: Decodable {
      struct Branch: Decodable { let count: Int }
      let line_number: Int
      let count: Int
      let branches: [Branch]
    }
    let files: [File]
  }

  private static func functions(in tree: FilePath, _ core: FilePath) async throws -> [Function] {
    var functions: [Function] = []
    for name in InstrumentedKernel.covered {
      let text = try await Tool.run(
        "gcov-12",
        [
          "--json-format", "--branch-counts", "--branch-probabilities", "--stdout",
          core.appending("\(name).gcda").string,
        ],
        in: tree)
      let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
      for file in report.files where file.file.hasSuffix("\(name).c") {
        let source = String(decoding: try FileSystem.read(core.appending("\(name).c")), as: UTF8.self)
          .split(separator: "\n", omittingEmptySubsequences: false)
        // What is inlined somewhere is there once more for each place.
        let lines = Dictionary(grouping: file.lines, by: \.line_number)
        for function in file.functions.sorted(by: { $0.start_line < $1.start_line }) {
          functions.append(
            Function(
              name: function.name, file: file.file,
              lines: (function.start_line...function.end_line).compactMap { number in
                lines[number].map { line(number, source[number - 1], $0) }
              }))
        }
      }
    }
    return functions
  }

  private static func line(_ number: Int, _ source: Substring, _ copies: [Report.Line]) -> Line {
    let ways = copies.map { $0.branches.map(\.count) }
    // Copies of one line that lead to different numbers of ways are each other's neighbours, not each other's like.
    let isAlike = Set(ways.map(\.count)).count == 1
    let branches =
      isAlike ? ways[0].indices.map { way in ways.reduce(0) { $0 + $1[way] } } : ways.flatMap { $0 }
    return Line(
      number: number, text: String(source.drop { $0.isWhitespace }),
      count: copies.reduce(0) { $0 + $1.count },
      branches: branches)
  }
}
