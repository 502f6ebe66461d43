import Clauses
import Foundation
import Reporting
import Testing

struct JSONLinesTests {
  @Test func `a clause is one line with sorted keys`() {
    let issue = Issue(message: "a/b \"c\"\n\u{1B}", location: "BND.swift:3")
    #expect(
      JSONLines.clause(
        result(
          "BND-2", .crashed("panic"), notes: [Note(.remark, "n")], issues: [issue], duration: 0.10000000149))
          == """
          {"duration":0.1,"grade":"MUST","id":"BND-2","issues":[{"isUnexpectedPass":false,"location":"BND.swift:3",\
          "message":"a/b \\"c\\"\\n\\u001b"}],"kind":"clause","notes":[{"kind":"remark","text":"n"}],"reason":"panic",\
          "title":"one byte more is EINVAL","verdict":"crashed"}

          """)
  }

  @Test(arguments: Recorded.all)
  func `every line is an object: the run, the clauses, the summary`(stream: Recorded) throws {
    let results = stream.results
    let outcome = RigOutcome.verdict(Summary(results, seconds: 2))
    let document = JSONLines.document(RigRecord(run: Recorded.run, results: results, outcome: outcome))
    let objects = try document.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let kinds = objects.compactMap { $0["kind"] as? String }
    #expect(kinds == ["run"] + results.map { _ in "clause" } + ["summary"])
    #expect(objects.first?["kernelRelease"] as? String == "6.1.0-56-amd64")
    #expect(objects.compactMap { $0["verdict"] as? String } == results.map(\.verdict.name))
    #expect(objects.compactMap { $0["id"] as? String } == results.map(\.clause.id))
    let last = try #require(objects.last)
    #expect(last["clauses"] as? Int == results.count)
    #expect(last["exitCode"] as? Int == 1)
    #expect(last["seconds"] as? Double == 2)
    #expect(last["red"] as? [String] == results.filter(\.isRed).map(\.clause.id))
  }

  @Test func `a note keeps its kind, and one of an older file is a remark`() throws {
    let notes = [Note(.unreached, "interrupt"), Note(.measured, "1 \"us\""), Note(.remark, "x")]
    let record = RigRecord(
      run: Recorded.run, results: [result("BND-1", .pass, notes: notes)], outcome: .noVerdict("x"))
    let text = JSONLines.document(record)
    #expect(try JSONLines.record(text).results[0].notes == notes)
    let object = "{\"kind\":\"remark\",\"text\":\"x\"}"
    #expect(text.contains(object))
    for other in ["\"x\"", "{\"kind\":\"of a newer version\",\"text\":\"x\"}"] {
      #expect(try JSONLines.record(text.replacing(object, with: other)).results[0].notes == notes)
    }
    #expect(throws: JSONLines.SyntaxError(line: 2)) {
      try JSONLines.record(text.replacing(object, with: "{}"))
    }
  }

  @Test func `what is no verdict is kept with it`() throws {
    var died = result("BND-1", .crashed("Oops"))
    died.secondRunEnd = "died"
    let results = [died, result("BND-2", .inconclusive("panic", didRun: false))]
    var run = Recorded.run
    run.architecture = "aarch64"
    let text = JSONLines.document(RigRecord(run: run, results: results, outcome: .noVerdict("x")))
    #expect(text.contains("\"reason\":\"did not run: panic\""))
    let read = try JSONLines.record(text)
    #expect(read.results == results && read.run == run)
    let baseline = try Baseline(parsing: "dummy BND-2 skip k")
    let judged = results.map { baseline.judge($0, kernel: "k", rig: "dummy") }
    #expect(judged[1].judgement == .differs(accepted: .skip))
    let again = JSONLines.document(RigRecord(run: run, results: judged, outcome: .noVerdict("x")))
    #expect(try JSONLines.record(again).results == judged)
  }

  @Test func `of an older file the verdict of a baseline is taken for the one that was seen`() throws {
    let judged = Baseline().judge(result("BND-1", .skip("no DMA")), kernel: "k", rig: "dummy")
    let record = RigRecord(run: Recorded.run, results: [judged], outcome: .noVerdict("x"))
    let text = JSONLines.document(record)
    let key = "\"baseline\":\"pass\","
    #expect(text.contains(key))
    let read = try JSONLines.record(text.replacing(key, with: "")).results[0]
    #expect(read.verdict == judged.verdict && read.reportedIssues == judged.reportedIssues)
    #expect(read.judgement == nil)
  }

  @Test func `a duration that is no number is left out`() {
    #expect(!JSONLines.clause(result("BND-1", .pass, duration: .infinity)).contains("duration"))
  }

  @Test(arguments: Recorded.all, [nil, "no gadget \"here\"\n"])
  func `what was written is read`(stream: Recorded, reason: String?) throws {
    var run = Recorded.run
    run.started = "2026-11-23T01:25:58Z"
    run.replay = "run --replay"
    let results = stream.results
    let record = RigRecord(
      run: run, results: results,
      outcome: reason.map { .noVerdict($0) } ?? .verdict(Summary(results, seconds: 2)))
    let text = JSONLines.document(record)
    let read = try JSONLines.record(text)
    #expect(read.run == run && read.results.map(\.verdict) == results.map(\.verdict))
    #expect(JSONLines.document(read) == text)
  }

  @Test func `a text that is cut off is an interrupted run, or says where it breaks`() throws {
    let results = Recorded.verdicts.results
    let record = RigRecord(
      run: Recorded.run, results: results, outcome: .verdict(Summary(results, seconds: 2)))
    let text = Array(JSONLines.document(record).utf8)
    for count in 0..<text.count - 1 {
      let lines = text[..<count].split(separator: 10).count
      do {
        let part = try JSONLines.record(String(decoding: text[..<count], as: UTF8.self))
        #expect(part.outcome == .noVerdict("interrupted"))
        #expect(part.results.map(\.verdict) == results.prefix(lines - 1).map(\.verdict))
      } catch let error as JSONLines.SyntaxError {
        #expect(error.line == max(1, lines))
      }
    }
    for text in ["", "{}", "{\"kind\":\"clause\"}", "\u{0}", "[]"] {
      #expect(throws: JSONLines.SyntaxError(line: 1)) { try JSONLines.record(text) }
    }
  }

  @Test func `a clause that is not known is left out, a verdict that is not known is an error`() throws {
    let record = RigRecord(run: Recorded.run, results: [result("BND-1", .pass)], outcome: .noVerdict("x"))
    let text = JSONLines.document(record)
    #expect(try JSONLines.record(text.replacing("BND-1", with: "BND-999")).results == [])
    #expect(throws: JSONLines.SyntaxError(line: 2)) {
      try JSONLines.record(text.replacing("\"pass\"", with: "\"perhaps\""))
    }
  }
}
