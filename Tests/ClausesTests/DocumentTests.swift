import Clauses
import Foundation
import SystemPackage
import Testing

/// The documents, held against what they speak of.
@Suite struct DocumentTests {
  private func documents() throws -> [String] {
    try ["README.md", "ci/README.md", "Tests/Mutants/README.md"]
      + Checkout.names(in: "docs").map { "docs/\($0)" }
  }

  @Test func `the README is short, and counts the clauses`() throws {
    let text = try Checkout.text("README.md")
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 120)
    #expect(text.contains("lists \(Catalogue.clauses.count) clauses"), "README.md, first paragraph")
  }

  @Test func `every link leads to a file and a heading`() throws {
    var count = 0
    for document in try documents() {
      let folder = URL(filePath: "/\(document)").deletingLastPathComponent()
      for match in try Checkout.text(document).matches(of: /\]\(([^)# ]*)(?:#([^)]*))?\)/) {
        let (link, heading) = (String(match.output.1), match.output.2.map(String.init))
        guard !link.contains("://") else { continue }
        let target =
          link.isEmpty ? document : String(folder.appending(path: link).standardized.path.dropFirst())
        let text = try? Checkout.text(target)
        #expect(text != nil, "\(document) links to \(target)")
        if let heading, let text {
          #expect(anchors(in: text).contains(heading), "\(document) links to \(target)#\(heading)")
        }
        count += 1
      }
    }
    #expect(count > 20)
  }

  /// The names by which a document's headings are linked to.
  private func anchors(in text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { line -> String in
      let title = line.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-")
      return title.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    }
  }

  @Test func `every file of the project that a document names is there`() throws {
    let folders = /`((?:Sources|Tests|docs|gadget|ci|\.ci)\/[A-Za-z0-9_.\/+-]+)`/
    var count = 0
    for document in try documents() {
      for match in try Checkout.text(document).matches(of: folders) {
        let path = String(match.output.1)
        // NAME stands for a name of the reader's.
        if path.contains("NAME") { continue }
        let place = Checkout.folder.appending(path).string
        #expect(FileManager.default.fileExists(atPath: place), "\(document) names \(path)")
        count += 1
      }
    }
    #expect(count > 10)
  }

  @Test func `every target of make that a document names is there`() throws {
    let makefile = try Checkout.text("Makefile")
    var count = 0
    for document in try documents() {
      let text = try Checkout.text(document)
      for match in text.matches(of: /(?:^    |`)make ([a-z][a-z-]+)/.anchorsMatchLineEndings()) {
        let target = String(match.output.1)
        // A kernel's own target stands there, too.
        if target == "bzImage" { continue }
        #expect(makefile.contains("\n\(target):"), "\(document) says make \(target)")
        count += 1
      }
    }
    #expect(count > 20)
  }

  @Test func `every target of the package has its place in the house`() throws {
    let text = try Checkout.text("docs/contributing.md")
    for folder in ["Sources", "Tests"] {
      for name in try Checkout.names(in: folder) where !name.hasSuffix("Tests") && name != "new-clause" {
        #expect(text.contains(name), "docs/contributing.md, Where things are: \(folder)/\(name)")
      }
    }
  }
}
