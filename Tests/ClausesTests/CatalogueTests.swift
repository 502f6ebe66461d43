import Clauses
import Testing

@Suite struct CatalogueTests {
  @Test func `every id is a family and the next number`() {
    for family in Family.allCases {
      let numbers = Catalogue.clauses.filter { $0.id.hasPrefix(family.rawValue + "-") }.map(\.number)
      #expect(!numbers.isEmpty, "\(family)")
      #expect(numbers == Array(1...max(1, numbers.count)), "\(family)")
    }
    #expect(Set(Catalogue.clauses.map(\.id)).count == Catalogue.clauses.count)
  }

  @Test func `families come in one piece each, in their order`() {
    var order: [Family] = []
    for clause in Catalogue.clauses where order.last != clause.family { order.append(clause.family) }
    #expect(order == Family.allCases)
  }

  /// A # would end a name in KTAP, a colon the id, a backtick the test's name.
  @Test(arguments: Catalogue.clauses) func `titles fit into every report`(clause: Clause) {
    #expect(!clause.title.contains { "#:`\\\n".contains($0) })
    #expect(clause.title.count <= 64)
    #expect(clause.text.hasSuffix(".") || clause.text.hasSuffix(".)"))
  }

  @Test(arguments: [
    ("BND-1", ["BND-1"]), ("bnd-1", ["BND-1"]), ("CAP", ["CAP-1", "CAP-2", "CAP-3", "CAP-4", "CAP-5"]),
    ("MAP-1$|^CAP-2", ["CAP-2"]), ("quota 0", ["ACC-4"]), ("(CAP-1|ACC-4):", ["CAP-1", "ACC-4"]),
    ("nothing at all", []),
  ])
  func `a filter is an id, a prefix or a regular expression`(filter: String, ids: [String]) throws {
    #expect(try Catalogue.clauses(matching: filter).map(\.id) == ids)
  }

  @Test func `a filter that is no regular expression throws`() {
    #expect(throws: (any Error).self) { try Catalogue.clauses(matching: "(") }
  }
}
