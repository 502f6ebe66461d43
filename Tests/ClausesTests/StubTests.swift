import Testing

/// Stubs of `make new-clause` that somebody has yet to write.
@Suite struct StubTests {
  /// Where `make new-clause` writes.
  private static let folders = ["Sources/Clauses/Families", "Tests/ConformanceTests", "Tests/Mutants"]

  /// The places in files below a folder where a marker stands: path, line number, line.
  private func places(of marker: String, in folder: String) throws -> [String] {
    try Checkout.names(in: folder).filter { $0.hasSuffix(".swift") || $0.hasSuffix(".cocci") }
      .flatMap { name in
        try Checkout.text("\(folder)/\(name)").split(separator: "\n", omittingEmptySubsequences: false)
          .enumerated().filter { $0.element.contains(marker) }
          .map { "\(folder)/\(name):\($0.offset + 1): \($0.element.drop { $0 == " " })" }
      }
  }

  @Test(arguments: folders) func `every stub has been written`(folder: String) async throws {
    for place in try places(of: try await Checkout.marker(), in: folder) {
      Issue.record("\(place) (docs/contributing.md, A new clause)")
    }
  }

  @Test(arguments: folders) func `a marker is found where it stands`(folder: String) throws {
    // A word that all of them hold: were nothing read, the test above could not fail.
    let found = try places(of: folder.contains("Mutants") ? "Clauses: UNM-3" : "UNM-3", in: folder)
    #expect(!found.isEmpty)
  }
}
