import Clauses
import Foundation
import Reporting
import Testing

struct KCIDBWriterTests {
  /// One object of a document.
  typealias Object = [String: Any]

  static func objects(_ document: String) throws -> [String: [Object]] {
    let all = try #require(try JSONSerialization.jsonObject(with: Data(document.utf8)) as? Object)
    #expect(all["version"] as? [String: Int] == ["major": 5, "minor": 3])
    return all.compactMapValues { $0 as? [Object] }
  }

  private static func tests(_ runs: [RecordedRun], log: String? = nil) throws -> [Object] {
    try objects(KCIDBWriter.document(runs, origin: "lab") { _, _ in log })["tests", default: []]
  }

  private static let hostile =
    String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
    + "\u{2028}\u{FFFE}\u{1F600}\r\n\"\\"

  @Test(.kcidb) func `KCIDB's validator takes every document`() throws {
    let text = Self.hostile
    let issue = Issue(message: text, location: text, known: text)
    let bent = recordedRun(
      [
        result("BND-1", .fail, notes: [Note(.remark, text)], issues: [issue], duration: .nan),
        result("ALI-1", .expectedFailure(text), issues: [issue], duration: 1),
        result("ALI-2", .unexpectedPass(text)), result("BND-2", .crashed(text)),
      ], folder: text
    ) {
      $0 = RunInfo(
        kernelRelease: text, kernelSpec: text, rig: text, rigDetail: text, started: text, replay: text)
    }
    let runs =
      Recorded.all.map { recordedRun($0.results) } + [
        bent, recordedRun([], noVerdict: text), recordedRun([]),
      ]
    let log = String(repeating: Self.hostile, count: 100)
    let documents = (runs.map { [$0] } + [runs, []]).map {
      KCIDBWriter.document($0, origin: "lab_1") { _, _ in log }
    }
    #expect(try KCIDB.complaints(documents) == documents.map { _ in "" })
    #expect(!documents.contains { $0.contains("\\u0000") })
  }

  @Test(.kcidb) func `KCIDB's validator refuses what is wrong`() throws {
    let good = KCIDBWriter.document([recordedRun([result("BND-1", .pass)])], origin: "lab")
    let bad = [
      KCIDBWriter.document([recordedRun([])], origin: "My Lab"), good.replacing("\"PASS\"", with: "\"GOOD\""),
      good.replacing("BND.BND", with: "BND/BND"), good.replacing("2026-11-23", with: "23.11.2026"),
    ]
    #expect(try KCIDB.complaints(bad).allSatisfy { !$0.isEmpty })
    #expect(try KCIDB.complaints([good]) == [""])
  }

  @Test(arguments: [
    ("BND-1", Verdict.pass, "PASS"), ("BND-1", .fail, "FAIL"), ("BND-1", .hung("x"), "FAIL"),
    ("BND-1", .crashed("x"), "FAIL"), ("BND-1", .skip("x"), "SKIP"), ("BND-1", .inconclusive("x"), "ERROR"),
    ("BND-1", .inconclusive("x", didRun: false), "MISS"), ("ALI-1", .expectedFailure("x"), "FAIL"),
    ("ALI-1", .unexpectedPass("x"), "PASS"), ("ALI-1", .inconclusive("x"), "SKIP"),
    ("MAP-11", .pass, "DONE"), ("MAP-11", .fail, "DONE"), ("MAP-11", .skip("x"), "SKIP"),
    ("MAP-11", .crashed("x"), "FAIL"),
  ])
  func `every verdict has its status`(id: String, verdict: Verdict, status: String) throws {
    let tests = try Self.tests([recordedRun([result(id, verdict, duration: 1.5)])])
    let test = try #require(tests.last)
    #expect(test["path"] as? String == "usbfs_zerocopy.\(id.prefix(3)).\(id)")
    #expect(test["status"] as? String == status)
    #expect(test["duration"] as? Double == 1.5)
    #expect(test["start_time"] as? String == "2026-11-23T01:25:58Z")
  }

  @Test(arguments: [(nil, "x86_64"), ("aarch64", "aarch64")])
  func `the architecture is the run's, and x86-64 where it does not say`(of run: String?, told: String) throws
  {
    let document = KCIDBWriter.document([recordedRun([]) { $0.architecture = run }], origin: "lab")
    #expect(try Self.objects(document)["builds"]?.first?["architecture"] as? String == told)
  }

  @Test func `a clause that was not reached is a MISS`() throws {
    let results = Recorded.results([.finished], planned: [Catalogue.clause("BND-1")!])
    #expect(try Self.tests([recordedRun(results)]).last?["status"] as? String == "MISS")
  }

  @Test(
    arguments: [
      ([result("BND-1", .pass), result("ALI-1", .expectedFailure("x"))], nil, "PASS"),
      ([result("BND-1", .pass), result("BND-2", .fail)], nil, "FAIL"),
      ([result("BND-1", .inconclusive("x"))], nil, "ERROR"),
      ([result("ALI-1", .unexpectedPass("x"))], nil, "ERROR"),
      ([result("BND-1", .skip("x"))], nil, "SKIP"), ([], nil, "MISS"),
      ([result("BND-1", .fail)], "no gadget", "MISS"),
    ] as [([ClauseResult], String?, String)])
  func `a run is a test, too`(results: [ClauseResult], noVerdict: String?, status: String) throws {
    let test = try #require(try Self.tests([recordedRun(results, noVerdict: noVerdict)]).first)
    #expect(test["path"] as? String == "usbfs_zerocopy")
    #expect(test["status"] as? String == status)
    if let noVerdict { #expect(test["comment"] as? String == "no verdict: \(noVerdict)") }
  }

  @Test func `what is known is one issue over all runs, and an incident ties each test to it`() throws {
    let runs = ["dummy", "xhci"].map { rig in
      recordedRun([
        result("ALI-1", .expectedFailure("always")), result("ALI-2", .unexpectedPass("always")),
        result("BND-1", .fail, issues: [Issue(message: "m", known: "k")]),
      ]) { $0.rig = rig }
    }
    let document = try Self.objects(KCIDBWriter.document(runs, origin: "lab"))
    let issues = document["issues", default: []]
    #expect(
      issues.map { $0["id"] as? String } == ["lab:usbfs_zerocopy:ALI-1", "lab:usbfs_zerocopy:ALI-2"])
    let incidents = document["incidents", default: []]
    #expect(incidents.map { $0["present"] as? Bool } == [true, false, true, false])
    #expect(Set(incidents.map { $0["id"] as? String }).count == 4)
    for incident in incidents {
      let test = document["tests"]?.first { $0["id"] as? String == incident["test_id"] as? String }
      let issue = issues.first { $0["id"] as? String == incident["issue_id"] as? String }
      let clause = try #require((issue?["id"] as? String)?.suffix(5))
      #expect((test?["path"] as? String)?.hasSuffix(clause) == true)
    }
  }

  @Test func `the same run has the same ids, and no other has them`() throws {
    let results = [result("BND-1", .pass)]
    func ids(_ runs: [RecordedRun]) throws -> [String] {
      try Self.tests(runs).compactMap { $0["id"] as? String }
    }
    let run = recordedRun(results)
    let others = [
      recordedRun(results) { $0.rig = "xhci" }, recordedRun(results) { $0.started = "2026-11-23T01:25:59Z" },
      recordedRun(results) { $0.kernelSpec = "a b" }, recordedRun(results) { $0.kernelSpec = "a/b" },
      recordedRun(results) { $0.started = nil }, recordedRun(results, folder: "other") { $0.started = nil },
      recordedRun([result("BND-2", .pass)]), recordedRun(results) { $0.kernelBuild = "#2 SMP" },
    ]
    #expect(
      try ids([run]).last
        == "lab:debian:bookworm%206.1.192-2:6.1.0-56-amd64:dummy:2026-11-23T01:25:58Z:BND-1+1:BND-1")
    #expect(try ids([run, recordedRun(results, folder: "copy")]) == ids([run]))
    let all = try ids([run] + others)
    #expect(Set(all).count == 18)
    #expect(all.starts(with: try ids([run])))
    let document = try Self.objects(KCIDBWriter.document([run] + others, origin: "lab"))
    #expect(document["builds"]?.count == 4 && document["checkouts"]?.count == 4)
    let builds = Set(document["builds", default: []].compactMap { $0["id"] as? String })
    #expect(Set(document["tests", default: []].compactMap { $0["build_id"] as? String }) == builds)
  }

  @Test func `of a log there is what fits, its beginning and its end`() throws {
    let run = recordedRun([result("BND-1", .fail)])
    func excerpt(_ log: String?) throws -> String? {
      try Self.tests([run], log: log).last?["log_excerpt"] as? String
    }
    #expect(try excerpt(nil) == nil && excerpt("\n") == nil)
    #expect(try excerpt("BUG\u{0}\r\nend\n") == "BUG\\x00\nend\n")
    let long = "first " + String(repeating: "e\u{301}\u{1F1E6}", count: 20000) + " last"
    let text = try #require(try excerpt(long))
    #expect((16000...16384).contains(text.unicodeScalars.count))
    #expect(text.hasPrefix("first ") && text.hasSuffix(" last"))
  }

  @Test(arguments: [
    ("a", true), ("kernelci_9", true), ("", false), ("A", false), ("a b", false), ("é", false),
  ])
  func `an origin is lower case`(text: String, isOne: Bool) {
    #expect(KCIDBWriter.isOrigin(text) == isOne)
  }
}
