import SystemPackage

/// A kernel broken on purpose: a semantic patch (Coccinelle) with a header that says what it breaks.
///
/// The header is the comment at the top of the file: what the kernel does now, an empty line, then `Key: value` lines.
/// A value goes on in lines that begin with three spaces more.
package struct Mutant: Sendable {
  /// The file's name without its extension.
  package let name: String
  /// The change: what the broken kernel does.
  package let change: String
  /// The ids of the clauses that see it, the surest first.
  package let clauses: [String]
  /// The consequence for a user.
  package let suffering: String
  /// The rigs that see it; each must.
  package let rigs: [RigProfile]
  /// A real bug's commit, the v2 posting, or "invented".
  package let origin: String
  /// The kernel's file that is patched, relative to its tree.
  package let file: String
  /// The argument why no program could notice; nil if one can.
  package let equivalence: String?
  /// The first kernel that it can be made of, major and minor, because older ones do not have what it breaks.
  package let needs: (major: Int, minor: Int)?
  /// The semantic patch with its header.
  package let patch: FilePath
  /// The patch without its header, whose text does not change the module.
  let rules: String

  /// The folder of the project's mutants.
  package static let folder = FileSystem.checkout.appending("Tests/Mutants")

  /// All mutants by name. Throws a `HarnessError` that names the file and what is wrong with it.
  package static func all() throws -> [Mutant] {
    try FileSystem.names(in: folder).filter { $0.hasSuffix(".cocci") }.map {
      try Mutant(folder.appending($0))
    }
  }

  /// Reads one. Throws a `HarnessError` that names the file and what is wrong with it.
  package init(_ patch: FilePath) throws {
    func wrong(_ what: String) -> HarnessError { HarnessError("\(patch): \(what)") }
    let lines = String(decoding: try FileSystem.read(patch), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    var change: [Substring] = []
    var values: [Key: String] = [:]
    var last: Key?
    for line in lines.prefix(while: { $0.hasPrefix("//") }) {
      let text = line.dropFirst(2).drop { $0 == " " }
      if let key = Key.allCases.first(where: { text.hasPrefix($0.rawValue + ":") }) {
        guard values[key] == nil else { throw wrong("\(key.rawValue) stands there twice") }
        values[key] = String(text.dropFirst(key.rawValue.count + 1).drop { $0 == " " })
        last = key
      } else if let key = last {
        guard line.hasPrefix("//   ") else { throw wrong("\"\(text)\" is no key of a header") }
        values[key]! += " " + text
      } else if !text.isEmpty {
        change.append(text)
      }
    }
    func value(_ key: Key) throws -> String {
      guard let text = values[key], !text.isEmpty else { throw wrong("\(key.rawValue) is missing") }
      return text
    }
    func words(_ key: Key) throws -> [String] {
      try value(key).split { " ,".contains($0) }.map(String.init)
    }
    guard !change.isEmpty else { throw wrong("the header does not say what the kernel does") }
    self.patch = patch
    name = patch.stem ?? ""
    self.change = change.joined(separator: " ")
    clauses = try words(.clauses)
    suffering = try value(.suffers)
    rigs = try words(.rigs).map { word in
      guard let rig = RigProfile.named(word) else { throw wrong("no rig \(word)") }
      return rig
    }
    origin = try value(.origin)
    file = try value(.file)
    guard ModuleBuilder.module(of: file) != nil else { throw wrong("\(file) is no file that can be rebuilt") }
    equivalence = values[.equivalent]
    needs = try values[.needs].map { text in
      let numbers = text.split(separator: ".").compactMap { Int($0) }
      guard numbers.count == 2 else { throw wrong("\(text) is no version such as 6.13") }
      return (numbers[0], numbers[1])
    }
    rules = lines.drop { $0.hasPrefix("//") }.joined(separator: "\n")
  }

  /// Applies the patch to its file below a folder of the kernel's sources, and returns the result. Throws a `HarnessError` if nothing changes.
  func applied(to sources: FilePath) async throws -> [UInt8] {
    let original = try FileSystem.read(sources.appending(file))
    return try await FileSystem.withTemporary { scratch in
      let copy = scratch.appending("copy.c")
      try FileSystem.write(original, to: copy)
      try await Tool.run("spatch", ["--very-quiet", "--in-place", "--sp-file", patch.string, copy.string])
      let changed = try FileSystem.read(copy)
      if changed == original { throw HarnessError("\(name) changes nothing in \(file) of this kernel") }
      return changed
    }
  }

  private enum Key: String, CaseIterable {
    case clauses = "Clauses"
    case suffers = "Suffers"
    case rigs = "Rigs"
    case origin = "Origin"
    case file = "File"
    case equivalent = "Equivalent"
    case needs = "Needs"
  }
}
