import Clauses
import Foundation
import Reporting
import Testing

struct GitLabWriterTests {
  /// What GitLab requires of an entry.
  struct Entry: Decodable, Equatable {
    struct Location: Decodable, Equatable {
      struct Lines: Decodable, Equatable { var begin: Int }
      var path: String
      var lines: Lines
    }
    enum Severity: String, Decodable { case info, minor, major, critical, blocker }
    var description: String
    var check_name: String
    var fingerprint: String
    var severity: Severity
    var location: Location
  }

  static func entries(_ runs: [RecordedRun]) throws -> [Entry] {
    try JSONDecoder().decode([Entry].self, from: Data(GitLabWriter.document(runs).utf8))
  }

  @Test func `an entry says what, where and how bad`() throws {
    let issues = [
      Issue(message: "known", location: "BNDTests.swift:7", known: "k"),
      Issue(message: "1 == 2\nx", location: "BNDTests.swift:31"),
    ]
    #expect(
      try Self.entries([recordedRun([result("BND-2", .fail, issues: issues)])]) == [
        Entry(
          description:
            "BND-2: one byte more is EINVAL: FAILED on debian:bookworm 6.1.192-2, dummy: 1 == 2; x",
          check_name: "BND-2", fingerprint: "debian:bookworm|dummy|BND-2|fail", severity: .critical,
          location: .init(path: "Tests/ConformanceTests/BNDTests.swift", lines: .init(begin: 31)))
      ])
    let entries = try Self.entries([recordedRun([result("BND-2", .pass)], noVerdict: "no\ngadget")])
    #expect(entries.map(\.description) == ["no verdict on debian:bookworm 6.1.192-2, dummy: no; gadget"])
    #expect(entries.map(\.severity) == [.blocker])
    #expect(try Self.entries([]) == [])
  }

  @Test(
    arguments: [
      ("BND-1", Verdict.pass, nil), ("BND-1", .fail, .critical), ("BND-1", .hung("x"), .blocker),
      ("BND-1", .crashed("x"), .blocker), ("BND-1", .skip("x"), .info), ("BND-1", .inconclusive("x"), .major),
      ("ALI-1", .expectedFailure("x"), .minor), ("ALI-1", .unexpectedPass("x"), .major),
      ("ALI-1", .inconclusive("x"), .info), ("MAP-11", .fail, nil), ("MAP-11", .crashed("x"), .blocker),
    ] as [(String, Verdict, Entry.Severity?)])
  func `every verdict has its severity`(id: String, verdict: Verdict, severity: Entry.Severity?) throws {
    let entries = try Self.entries([recordedRun([result(id, verdict)])])
    #expect(entries.map(\.severity) == (severity.map { [$0] } ?? []))
  }

  @Test func `a fingerprint is that of the finding, not of the run`() throws {
    let results = [result("BND-1", .fail), result("ALI-1", .crashed("at 12:34"))]
    func prints(_ change: (inout RunInfo) -> Void) throws -> [String] {
      try Self.entries([recordedRun(results, change: change)]).map(\.fingerprint)
    }
    let first = try prints { _ in }
    #expect(
      try prints {
        $0.started = "2027-01-01T00:00:00Z"
        $0.kernelSpec = "debian:bookworm 6.1.200-1"
        $0.kernelRelease = "6.1.0-60-amd64"
        $0.rigDetail = "x"
      } == first)
    #expect(try Set(first).isDisjoint(with: prints { $0.rig = "xhci" }))
    #expect(try Set(first).isDisjoint(with: prints { $0.kernelSpec = "my kernels/bzImage" }))
    #expect(
      try prints { $0.kernelSpec = "my kernels/bzImage" } != prints { $0.kernelSpec = "my other/bzImage" })
    let worse = try Self.entries([recordedRun([result("BND-1", .hung("x"))])]).map(\.fingerprint)
    #expect(Set(first).isDisjoint(with: worse))
    #expect(
      try Self.entries([recordedRun(results), recordedRun(results, folder: "b")]).map(\.fingerprint) == first)
  }

  @Test func `every place is a file of this repository`() throws {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let results = Catalogue.clauses.map {
      result($0.id, .skip("x"), issues: [Issue(message: "m", location: nil)])
    }
    let entries = try Self.entries([recordedRun(results, noVerdict: "x")])
    #expect(entries.count == Catalogue.clauses.count + 1)
    for path in Set(entries.map(\.location.path)) {
      #expect(FileManager.default.fileExists(atPath: checkout.appending(path: path).path), "\(path)")
    }
  }
}
