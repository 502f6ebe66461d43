import Clauses
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

  @Test func `a cancellation, which the stream tells twice, is one event`() {
    let events = Recorded.events(Recorded.verdicts.lines)
    let skip = Event.skipped(clause: "ISO-1", reason: "dummy_hcd has no isochronous; try RIG=xhci")
    #expect(events.count { $0 == skip } == 1)
  }

  @Test(arguments: ["ISO-1", "ISO-2", "ISO-3", "ISO-5"])
  func `the end of a cancelled test tells it again`(id: String) throws {
    let lines = Recorded.verdicts.lines.filter { !$0.contains("ancelled\",\"messages\":[]") }
    #expect(lines.count < Recorded.verdicts.lines.count)
    let verdict = Recorded.results(lines).first { $0.clause.id == id }?.verdict
    #expect(try verdict == Recorded.verdicts[id].verdict)
  }

  @Test func `a skipped case of many is a note`() throws {
    let result = try Recorded.verdicts["MAP-5"]
    #expect(result.verdict == .pass)
    #expect(result.notes == ["1 of 2 cases skipped: 4 MiB is not contiguous here"])
  }

  @Test func `warnings are notes, or describe the rig`() throws {
    #expect(try Recorded.verdicts["MAP-11"].notes == ["ignored", "two # lines\nhere"])
    #expect(try Recorded.verdicts["CAP-1"].notes == [])
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
