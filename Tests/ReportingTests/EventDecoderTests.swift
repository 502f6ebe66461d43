import Clauses
import Foundation
import Reporting
import Testing

struct EventDecoderTests {
  @Test func `a passing test is a pass with its duration`() throws {
    let result = try Recorded.oddities["UNM-4"]
    #expect(result.verdict == .pass)
    let duration = try #require(result.duration)
    #expect(duration > 0 && duration < 1)
  }

  @Test func `a failed expectation keeps its words, its comment and its place`() throws {
    let result = try Recorded.verdicts["MAP-4"]
    #expect(result.verdict == .fail)
    #expect(
      result.issues == [
        Issue(
          message: "Expectation failed: an error was expected but none was thrown\n4097 bytes",
          location: "Conformance.swift:23")
      ])
  }

  @Test(arguments: ["MAP-1", "MAP-2", "MAP-6", "MAP-7", "ISO-4"])
  func `one failing case, a thrown error, an exit test and a cancellation after a failure are fails`(
    id: String
  ) throws {
    #expect(try Recorded.verdicts[id].verdict == .fail)
    #expect(try Recorded.verdicts[id].issues.count == 1)
  }

  @Test func `an issue inside an exit test speaks with its comment`() throws {
    #expect(try Recorded.verdicts["MAP-6"].issues.map(\.message) == ["inside the child"])
  }

  @Test func `the comment of a known issue is the reason of the expected failure`() throws {
    let result = try Recorded.verdicts["MAP-9"]
    #expect(result.verdict == .expectedFailure("promised since 6.13 (3ea36dc8ddd7)"))
    #expect(
      result.issues.map(\.message) == [
        "Expectation failed: 1 == 2\nPROT_READ gave a region", "Expectation failed: \"a\" == \"b\"",
      ])
  }

  @Test func `a known issue without a comment is still an expected failure`() throws {
    let result = try Recorded.oddities["ACC-5"]
    #expect(result.verdict == .expectedFailure("a known issue"))
    #expect(result.issues.map(\.message) == ["Expectation failed: 1 == 2\nown comment"])
  }

  @Test func `a known issue that did not happen is an unexpected pass`() throws {
    #expect(try Recorded.verdicts["ALI-2"].verdict == .unexpectedPass("a region's extent never shrinks"))
    #expect(try Recorded.verdicts["ALI-7"].verdict == .unexpectedPass("one known, 2"))
  }

  @Test func `an ordinary failure beside a known one is a fail`() throws {
    let result = try Recorded.verdicts["ALI-3"]
    #expect(result.verdict == .fail)
    #expect(result.issues.map(\.known) == ["known", nil])
  }

  @Test func `cancelled and disabled tests are skips with their reason`() throws {
    #expect(
      try Recorded.verdicts["ISO-1"].verdict == .skip("dummy_hcd has no isochronous; try RIG=xhci"))
    #expect(try Recorded.verdicts["ISO-2"].verdict == .skip("plainly"))
    #expect(try Recorded.verdicts["ISO-5"].verdict == .skip("no reason given"))
    #expect(try Recorded.verdicts["CAP-3"].verdict == .skip("no mmap; boot a kernel from 4.6 on"))
    #expect(try Recorded.oddities["LIF-2"].verdict == .skip("no gadget; run make gadget-up"))
  }

  @Test func `a test that cannot tell is inconclusive`() throws {
    #expect(try Recorded.verdicts["ISO-3"].verdict == .inconclusive("no short packet came in 1000"))
    #expect(try Recorded.oddities["ACC-3"].verdict == .inconclusive("case 1; case 2"))
  }

  @Test func `a cancellation inside a known issue is a skip, not the known issue`() throws {
    let result = try Recorded.oddities["ACC-1"]
    #expect(result.verdict == .skip("inside a known issue"))
    #expect(result.issues == [])
  }

  @Test func `a cancellation, which the stream tells twice, is one skip`() {
    let results = Recorded.verdicts.results.filter { $0.clause.id == "ISO-2" }
    #expect(results.map(\.verdict) == [.skip("plainly")])
    #expect(results.map(\.notes) == [[]])
  }

  private static func isCancellation(_ line: String) -> Bool { line.contains("ancelled\",\"messages\":[]") }

  @Test(arguments: ["ISO-1", "ISO-2", "ISO-5"])
  func `the end of a cancelled test tells it again`(id: String) throws {
    let lines = Recorded.verdicts.lines.filter { !$0.hasPrefix("@skip") && !Self.isCancellation($0) }
    #expect(lines.count < Recorded.verdicts.lines.count)
    let verdict = Recorded.results(lines).first { $0.clause.id == id }?.verdict
    #expect(try verdict == Recorded.verdicts[id].verdict)
  }

  @Test(arguments: [Recorded.verdicts, .oddities])
  func `a record needs no cancellation, and a cancellation no record of a skip`(stream: Recorded) throws {
    let records = stream.lines.filter { !Self.isCancellation($0) }
    let cancellations = stream.lines.filter { !$0.hasPrefix("@skip") }
    #expect(records.count < stream.lines.count && cancellations.count < stream.lines.count)
    #expect(Recorded.results(records) == stream.results)
    #expect(Recorded.results(cancellations) == stream.results)
  }

  @Test(arguments: Recorded.all)
  func `a stream of version 0 gives the same verdicts`(stream: Recorded) throws {
    let lines = try stream.lines.map { try Self.versionZero($0) }
    // It has no cancellations, so there the record alone tells of them.
    let results = Recorded.results(lines.compactMap { $0 })
    let fallbacks = ["ISO-2", "ISO-5", "ACC-1"]
    func told(_ results: [ClauseResult]) -> [ClauseResult] {
      results.filter { !fallbacks.contains($0.clause.id) }
    }
    #expect(told(results).map(\.clause) == told(stream.results).map(\.clause))
    for (old, new) in zip(told(results), told(stream.results)) {
      #expect(old.verdict == new.verdict || old.clause.id == "ACC-5", "\(old.clause.id)")
      #expect(old.notes == new.notes)
      // Without the comments apart nothing tells the comment of the expectation from that of the known issue.
      if old.clause.id != "ACC-5" { #expect(old.issues.map(\.message) == new.issues.map(\.message)) }
    }
  }

  /// The line as Swift 6.2 writes it; nil if it does not.
  private static func versionZero(_ line: String) throws -> String? {
    guard line.hasPrefix("{") else { return line }
    func stripped(_ value: Any) -> Any {
      if let list = value as? [Any] { return list.map(stripped) }
      guard let object = value as? [String: Any] else { return value }
      return object.filter { !$0.key.hasPrefix("_") && $0.key != "severity" && $0.key != "isFailure" }
        .mapValues(stripped)
    }
    var object = try #require(stripped(JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any])
    object["version"] = 0
    guard !isCancellation(line) else { return nil }
    return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  @Test func `a skipped case of many is a note`() throws {
    let result = try Recorded.verdicts["MAP-5"]
    #expect(result.verdict == .pass)
    #expect(result.notes == [Note(.remark, "1 of 2 cases skipped: 4 MiB is not contiguous here")])
  }

  @Test func `records are notes, or describe the rig, and warnings are remarks`() throws {
    #expect(
      try Recorded.verdicts["MAP-11"].notes == [
        Note(.measured, "ignored"), Note(.remark, "two # lines\nhere"),
      ])
    #expect(try Recorded.verdicts["CAP-1"].notes == [])
    #expect(try Recorded.verdicts["CAP-2"].notes == [Note(.measured, "capabilities 0xff")])
    #expect(try Recorded.oddities["UNM-1"].notes == [Note(.remark, "two # lines\nhere")])
    #expect(try Recorded.verdicts["ISO-5"].notes == [Note(.remark, "before the cancel")])
    let rigs = Recorded.events(Recorded.verdicts.lines).filter { if case .rig = $0 { true } else { false } }
    #expect(rigs == [.rig("dummy_hcd, high speed, no DMA (plain pages)")])
  }

  @Test func `an issue of no test belongs to the running clause, once`() throws {
    let result = try Recorded.oddities["ACC-4"]
    #expect(result.verdict == .fail)
    #expect(result.issues.map(\.message) == ["Expectation failed: 1 == 2\ndetached"])
  }

  @Test func `a trait that throws is a fail without a start`() throws {
    let result = try Recorded.oddities["ACC-2"]
    #expect(result.verdict == .fail)
    #expect(result.duration == nil)
  }

  @Test func `suites and tests that are no clause give nothing`() {
    #expect(Recorded.verdicts.results.count == 23)
    #expect(Recorded.oddities.results.count == 11)
  }

  @Test(arguments: Recorded.all)
  func `the names in the ids do where the records are missing`(stream: Recorded) {
    let events = stream.lines.filter { !$0.hasPrefix("{\"kind\":\"test\"") }
    #expect(events.count < stream.lines.count)
    #expect(Recorded.results(events) == stream.results)
  }

  @Test func `a display name other than the test's own wins`() {
    var decoder = EventDecoder()
    #expect(
      decoder.decode(
        line: """
          {"kind":"test","payload":{"kind":"function","id":"T.f()/A.swift:1:2","displayName":"BND-2: x"}}
          """) == [])
    let line = """
      {"kind":"event","payload":{"kind":"testStarted","instant":{"absolute":3.5},"testID":"T.f()/A.swift:1:2"}}
      """
    #expect(decoder.decode(line: line) == [.started(clause: "BND-2", at: 3.5)])
    #expect(decoder.decode(line: line + "\r") == [.started(clause: "BND-2", at: 3.5)])
  }

  @Test(arguments: [
    ("@note BND-2 unreached interrupt", Event.note(clause: "BND-2", Note(.unreached, "interrupt"))),
    ("@skip BND-2 a\\nb\r", .skipped(clause: "BND-2", reason: "a\nb")),
    ("@skip BND-2", .skipped(clause: "BND-2", reason: "no reason given")),
    ("@inconclusive BND-2 why: this", .inconclusive(clause: "BND-2", reason: "why: this")),
    ("@rig dummy_hcd", .rig("dummy_hcd")),
  ])
  func `a record is an event`(line: String, event: Event) {
    var decoder = EventDecoder()
    #expect(decoder.decode(line: line) == [event])
  }

  @Test(arguments: [
    "@", "@ready", "@exit 0", "@note BND-2", "@note BND-2 rumour x", "@skip BND-999 x", "@skip",
    "@inconclusive",
    "", " ", "{", "null", "[]", "{}", "\u{0}", "\u{FFFD}", "{\"kind\":\"event\"}",
    "{\"kind\":\"event\",\"payload\":{}}", "{\"kind\":\"event\",\"payload\":{\"kind\":\"issueRecorded\"}}",
    "{\"kind\":\"event\",\"payload\":{\"kind\":\"testStarted\",\"testID\":\"`BND-2: x`()\"}}",
    "{\"kind\":\"event\",\"payload\":{\"kind\":\"testStarted\",\"instant\":{\"absolute\":1e999},\"testID\":\"`BND-2: x`\"}}",
    "{\"kind\":\"event\",\"payload\":{\"kind\":\"testStarted\",\"instant\":{\"absolute\":1},\"testID\":\"`\"}}",
    "{\"kind\":\"event\",\"payload\":{\"kind\":\"somethingNew\",\"testID\":\"`BND-2: x`()\"}}",
    "{\"kind\":\"somethingNew\",\"payload\":{\"kind\":\"testStarted\",\"testID\":\"`BND-2: x`()\"}}",
  ])
  func `lines that mean nothing give nothing`(line: String) {
    var decoder = EventDecoder()
    #expect(decoder.decode(line: line) == [])
  }
}
