import Clauses
import Foundation
import Validators
import Reporting
import Testing

/// The machine under test may die at any byte of its stream.
struct CutStreamTests {
  /// What has come of a stream before it was cut.
  private struct Cut {
    var lines: [String]
    var events: [Event]
  }

  /// The stream cut after every line, in the middle of every line, and a byte before every line's end.
  private static func cuts(_ stream: Recorded) -> [Cut] {
    var decoder = EventDecoder()
    var cut = Cut(lines: [], events: [])
    var cuts = [cut]
    for line in stream.lines {
      let bytes = Array(line.utf8)
      for length in [bytes.count / 2, bytes.count - 1] {
        var torn = cut
        var copy = decoder
        torn.lines.append(String(decoding: bytes.prefix(length), as: UTF8.self))
        torn.events += copy.decode(line: torn.lines.last!)
        cuts.append(torn)
      }
      cut.lines.append(line)
      cut.events += decoder.decode(line: line)
      cuts.append(cut)
    }
    return cuts
  }

  /// The clauses of whose tests the lines have a start and no end, read without the decoder.
  private static func unfinished(_ lines: [String]) -> Set<String> {
    var open: Set<String> = []
    for line in lines where line.hasSuffix("}") {
      let quoted = line.firstMatch(of: #/`([A-Z]+-[0-9]+): /#)
      guard let id = quoted?.output.1 else { continue }
      if line.contains("\"kind\":\"testStarted\"") { open.insert(String(id)) }
      if line.contains("\"kind\":\"testEnded\"") { open.remove(String(id)) }
    }
    return open
  }

  @Test func `the killed process left a test without an end`() throws {
    #expect(Self.unfinished(Recorded.killed.lines) == ["UNM-3"])
    let result = try Recorded.killed["UNM-3"]
    #expect(result.verdict == .crashed("the result was lost"))
    #expect(result.issues.count == 1)
  }

  @Test(arguments: Recorded.all)
  func `a clause that began and did not end is a crash, wherever the stream is cut`(stream: Recorded) {
    let whole = Dictionary(uniqueKeysWithValues: stream.results.map { ($0.clause.id, $0) })
    for cut in Self.cuts(stream) {
      let unfinished = Self.unfinished(cut.lines)
      let results = Recorded.results(cut.events + [.finished])
      #expect(Set(results.map(\.clause.id)).count == results.count)
      #expect(unfinished.isSubset(of: results.map(\.clause.id)))
      for result in results {
        if unfinished.contains(result.clause.id) {
          #expect(result.verdict == .crashed("the result was lost"), "\(cut.lines.last ?? "")")
        } else {
          #expect(result == whole[result.clause.id], "\(cut.lines.last ?? "")")
        }
      }
      if !unfinished.isEmpty { #expect(Summary(results).exitCode == 1) }
    }
  }

  @Test(arguments: Recorded.all, [GuestFailure.hung, .crashed])
  func `a lost machine gives its clause the loss, wherever the stream is cut`(
    stream: Recorded, loss: GuestFailure
  ) {
    for cut in Self.cuts(stream) {
      let results = Recorded.results(cut.events + [.lost(loss, reason: "gone"), .finished])
      for id in Self.unfinished(cut.lines) {
        let verdict = results.last { $0.clause.id == id }?.verdict
        #expect(verdict == (loss == .hung ? .hung("gone") : .crashed("gone")))
      }
    }
  }

  @Test(arguments: Recorded.all)
  func `a cut stream never conforms if more was planned`(stream: Recorded) {
    let planned = stream.clauses
    for cut in Self.cuts(stream) {
      let results = Recorded.results(cut.events + [.finished], planned: planned)
      #expect(results.count == planned.count)
      #expect(Summary(results).exitCode == 1)
    }
  }

  @Test(arguments: Recorded.all)
  func `one lost line never turns a miss into a pass`(stream: Recorded) {
    let planned = stream.clauses
    let misses = stream.results.filter { $0.verdict != .pass && !$0.isRecorded }
    var decoder = EventDecoder()
    var before: [Event] = []
    for (index, line) in stream.lines.enumerated() {
      var rest = decoder
      let after = stream.lines[(index + 1)...].flatMap { rest.decode(line: $0) }
      let results = Recorded.results(before + after + [.finished], planned: planned)
      for miss in misses {
        // The only issue of ACC-4 comes from a foreign thread; without the start it is the clause's before.
        if miss.clause.id == "ACC-4", line.contains("testStarted"), line.contains("ACC-4") { continue }
        let now = results.last { $0.clause == miss.clause }
        #expect(now != nil && now?.verdict != .pass, "\(miss.clause.id) without \(line)")
      }
      before += decoder.decode(line: line)
    }
  }

  @Test(arguments: Recorded.all)
  func `every cut is a well-formed JUnit document with the right counts`(stream: Recorded) throws {
    for cut in Self.cuts(stream) {
      let results = Recorded.results(cut.events + [.finished])
      let document = JUnitWriter.document(Recorded.run, results)
      try XMLDocumentCheck.parse(document)
      let crashed = results.count {
        if case .crashed = $0.verdict { true } else { $0.isRed && $0.verdict.name == "inconclusive" }
      }
      #expect(document.split(separator: "\n")[1].contains(" tests=\"\(results.count)\" "))
      #expect(document.split(separator: "\n")[1].contains(" errors=\"\(crashed)\" "))
    }
  }

  /// What the writers made of a run until the program that runs it was killed: no end, nothing after.
  @Test(.kunit, arguments: Recorded.all)
  func `every cut is a crash to the kernel's parser, or complete`(stream: Recorded) throws {
    let planned = stream.clauses
    var open: [String] = []
    var closed: [String] = []
    var expected: [(passed: Int, failed: Int, skipped: Int)] = []
    for cut in Self.cuts(stream) {
      var reducer = VerdictReducer()
      var writer = KTAPWriter(planned: planned)
      var text = writer.begin(Recorded.run)
      for event in cut.events {
        for result in reducer.take(event) { text += writer.write(result) }
      }
      open.append(text)
      for result in reducer.take(.finished) { text += writer.write(result) }
      closed.append(text + writer.finish())
      let results = reducer.results
      let failed = results.count(where: \.isRed)
      let skipped = results.count { if case .skip = $0.verdict { true } else { false } }
      expected.append((results.count - failed - skipped, failed, skipped))
    }
    let kunit = try KUnit.shared.get()
    // The newest result is held back, so an open stream is never complete.
    for judgement in try kunit.parse(all: open) { #expect(judgement.crashed > 0) }
    for (judgement, expected) in zip(try kunit.parse(all: closed), expected) {
      #expect(judgement.passed == expected.passed)
      #expect(judgement.failed == expected.failed)
      #expect(judgement.skipped == expected.skipped)
      let missing = planned.count - expected.passed - expected.failed - expected.skipped
      #expect((judgement.crashed > 0) == (missing > 0))
      if missing == 0 { #expect(judgement.errors == 0) }
    }
  }
}
