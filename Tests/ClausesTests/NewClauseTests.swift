import Clauses
import Foundation
import SystemPackage
import Testing

/// The program behind `make new-clause`, on a copy of the folders that it writes to.
@Suite struct NewClauseTests {
  private static let written = ["Sources/Clauses/Families", "Tests/ConformanceTests", "Tests/Mutants"]

  /// Calls `body` with a folder that holds a copy of what the program needs, without the mutants that there are.
  private func withCopy(_ body: (FilePath) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "new-clause-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "Tests/Mutants"), withIntermediateDirectories: true)
    for path in Self.written.dropLast() + ["Tests/new-clause", ".swift-format"] {
      let target = folder.appending(path: path)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: Checkout.folder.appending(path).string, toPath: target.path)
    }
    try await body(FilePath(folder.path))
  }

  /// All files below the folders that the program writes to, by their paths.
  private func files(in folder: FilePath) throws -> [String: String] {
    var files: [String: String] = [:]
    for path in Self.written {
      let place = folder.appending(path).string
      for name in try FileManager.default.contentsOfDirectory(atPath: place) {
        let data = try Data(contentsOf: URL(filePath: "\(place)/\(name)"))
        files["\(path)/\(name)"] = String(decoding: data, as: UTF8.self)
      }
    }
    return files
  }

  /// The id of the clause that a family would get next.
  private func next(_ family: Family) -> String {
    "\(family.rawValue)-\(1 + Catalogue.clauses.filter { $0.family == family }.count)"
  }

  /// The lines that one text has and the other has not, if nothing else differs.
  private func added(to old: String?, in new: String?) throws -> [String] {
    let lines = try #require(new).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let before = (old ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let difference = lines.difference(from: before)
    #expect(difference.removals.isEmpty || old == nil)
    return difference.insertions.compactMap {
      if case .insert(_, let line, _) = $0 { line } else { nil }
    }
  }

  @Test(
    arguments: [("must", ".must"), ("since", ".since("), ("defect", ".defect("), ("record", ".record")],
    [["dash"], ["busybox", "sh"]])
  func `a clause gets an entry, a test and, if it is a promise, a mutant`(
    grade: (name: String, swift: String), shell: [String]
  ) async throws {
    let marker = try await Checkout.marker()
    try await withCopy { folder in
      // In one copy, so that what one family was given stays as it is.
      for family in Family.allCases {
        let before = try files(in: folder)
        let id = next(family)
        // What shells, sed and awk would change, at the full length.
        let title = "a region's end & $HOME * isn't %s" + String(repeating: "x", count: 31)
        #expect(title.count == 64)
        let (output, errors, status) = try await Checkout.newClause(
          [id, title, grade.name], in: folder, shell: shell)
        try #require(status.isSuccess, "\(errors)")
        let after = try files(in: folder)
        let family = family.rawValue
        let catalogue = "Sources/Clauses/Families/\(family).swift"
        let tests = "Tests/ConformanceTests/\(family)Tests.swift"
        let mutant = "Tests/Mutants/\(id.lowercased())-todo.cocci"
        let isPromise = grade.name == "must" || grade.name == "since"

        let changed = Set(after.keys.filter { after[$0] != before[$0] })
        #expect(changed == Set([catalogue, tests] + (isPromise ? [mutant] : [])))
        #expect(Set(before.keys).isSubset(of: after.keys))
        for file in changed {
          #expect(output.contains(file), "told of \(file)")
          #expect(after[file]!.contains("\(marker): "), "the project's tests find the stub in \(file)")
        }
        let entry = try added(to: before[catalogue], in: after[catalogue]).joined(separator: "\n")
        #expect(entry.contains("\"\(id)\", \(grade.swift)"))
        #expect(entry.contains("\"\(title)\","))
        #expect(after[catalogue]!.hasSuffix("promises.\"),\n  ]\n}\n"))
        let test = try added(to: before[tests], in: after[tests])
        #expect(test.contains("  @Test func `\(id): \(title)`() throws {"))
        if isPromise {
          for key in ["Clauses: \(id)", "Suffers: ", "Rigs: ", "Origin: ", "File: drivers/usb/core/devio.c"] {
            #expect(after[mutant]!.contains("// \(key)"))
          }
        }
      }
    }
  }

  @Test func `stubs are of the project's style, and the next clause comes after them`() async throws {
    try await withCopy { folder in
      var files: [String] = []
      for (family, grade) in zip([Family.bnd, .lif, .ali, .cap], ["must", "since", "defect", "record"]) {
        let title = String(repeating: "x", count: 64)
        #expect(try await Checkout.newClause([next(family), title, grade], in: folder).status.isSuccess)
        files += [
          "Sources/Clauses/Families/\(family.rawValue).swift",
          "Tests/ConformanceTests/\(family.rawValue)Tests.swift",
        ]
      }
      #expect(try await format(files, in: folder) == "")
      let number = 1 + Catalogue.clauses.filter { $0.family == .bnd }.count
      let again = try await Checkout.newClause(["BND-\(number)", "x"], in: folder)
      #expect(again.errors == "new-clause: BND-\(number) is taken: the next is BND-\(number + 1)\n")
      #expect(try await Checkout.newClause(["BND-\(number + 1)", "x"], in: folder).status.isSuccess)
    }
  }

  @Test(
    arguments: [
      ([], "no ID"), (["BND"], "is no ID"), (["BND-", "x"], "is no ID"), (["bnd-99", "x"], "is no ID"),
      (["BND-0", "x"], "is no ID"), (["BND-011", "x"], "is no ID"), (["BND-1*", "x"], "is no ID"),
      (["../BND-1", "x"], "is no ID"), (["XYZ-1", "x"], "no family XYZ"), (["BND-1", "x"], "is taken"),
      (["BND-999", "x"], "leaves a gap: the next is BND-"), (["NEXT"], "no TITLE"),
      (["NEXT", ""], "no TITLE"),
      (["NEXT", "a `tick"], "misread"), (["NEXT", "a \"quote"], "misread"),
      (["NEXT", "a back\\slash"], "misread"), (["NEXT", "a # or"], "misread"), (["NEXT", "a: b"], "misread"),
      (["NEXT", "two\nlines"], "not printable ASCII"), (["NEXT", "ä"], "not printable ASCII"),
      (["NEXT", " x"], "begins or ends with a space"), (["NEXT", "x "], "begins or ends with a space"),
      (["NEXT", String(repeating: "x", count: 65)], "65 characters"),
      (["NEXT", "x", "maybe"], "no grade 'maybe'"),
      (["NEXT", "a", "title", "unquoted"], "quotes"),
    ], [["dash"], ["busybox", "sh"]])
  func `bad input gets one line and changes nothing`(input: ([String], String), shell: [String]) async throws
  {
    try await withCopy { folder in
      let before = try files(in: folder)
      let arguments = input.0.map { $0 == "NEXT" ? next(.bnd) : $0 }
      let (output, errors, status) = try await Checkout.newClause(arguments, in: folder, shell: shell)
      #expect(status == .exited(2))
      #expect(output.isEmpty)
      #expect(errors.hasPrefix("new-clause: "))
      #expect(errors.contains(input.1))
      #expect(errors.hasSuffix("\n") && errors.filter { $0 == "\n" }.count == 1, "one line")
      #expect(try files(in: folder) == before)
    }
  }

  /// Asks the formatter, as `make lint` does, and returns what it has to say of files.
  private func format(_ files: [String], in folder: FilePath) async throws -> String {
    let formatter = try await Checkout.run(
      ["swift", "format", "lint", "--strict", "--configuration", folder.appending(".swift-format").string]
        + files.map { folder.appending($0).string })
    return formatter.errors
  }
}
