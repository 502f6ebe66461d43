import Clauses
import Foundation
import Testing

/// The documents, held against what they speak of.
@Suite struct DocumentTests {
  private static let documents = Result {
    try ["README.md", "ci/README.md", "Tests/Mutants/README.md"]
      + Checkout.names(in: "docs").map { "docs/\($0)" }
  }

  private static func documents() throws -> [String] { try documents.get() }

  @Test func `the README is short, and counts the clauses`() throws {
    let text = try Checkout.text("README.md")
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count < 120)
    #expect(text.contains("lists \(Catalogue.clauses.count) clauses"), "README.md, first paragraph")
  }

  @Test func `every link leads to a file and a heading`() throws {
    var count = 0
    for document in try Self.documents() {
      let folder = URL(filePath: "/\(document)").deletingLastPathComponent()
      for match in try Checkout.text(document).matches(of: /\]\(([^)# ]*)(?:#([^)]*))?\)/) {
        guard !match.1.contains("://") else { continue }
        let target = String(folder.appending(path: match.1).standardized.path.dropFirst())
        let text = try? Checkout.text(match.1.isEmpty ? document : target)
        guard let text else {
          #expect(throws: Never.self, "\(document) links to \(target)") { try Checkout.names(in: target) }
          continue
        }
        if let heading = match.2 {
          let anchors = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
            $0.drop { $0 == "#" || $0 == " " }.lowercased().replacing(" ", with: "-").filter {
              $0.isLetter || $0.isNumber || $0 == "-"
            }
          }
          #expect(anchors.contains(String(heading)), "\(document) links to \(target)#\(heading)")
        }
        count += 1
      }
    }
    #expect(count > 20)
  }

  @Test func `every target of make that a document names is there`() throws {
    let makefile = try Checkout.text("Makefile")
    var count = 0
    for document in try Self.documents() {
      for match in try Checkout.text(document).matches(
        of: /(?:^    |`)make ([a-z][a-z-]+)/.anchorsMatchLineEndings())
      {
        // A kernel's targets stand there, too.
        if ["bzImage"].contains(match.1) { continue }
        #expect(makefile.contains("\n\(match.1):"), "\(document) says make \(match.1)")
        count += 1
      }
    }
    #expect(count > 20)
  }

  @Test func `every folder of the sources has its line in the house`() throws {
    let text = try Checkout.text("docs/contributing.md")
    for folder in ["Sources", "Tests"] {
      for name in try Checkout.names(in: folder) where !name.hasSuffix("Tests") && name != "new-clause" {
        #expect(text.contains(name), "docs/contributing.md, Where things are: \(folder)/\(name)")
      }
    }
  }
}
