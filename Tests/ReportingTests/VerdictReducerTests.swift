import Clauses
import Reporting
import Testing

struct VerdictReducerTests {
  private let failure = Issue(message: "wrong")
  private let loss = Event.lost(.crashed, reason: "kernel panic")

  @Test func `a clause that began and did not end lost the machine`() {
    let events: [Event] = [
      .started(clause: "BND-1", at: 1), .ended(clause: "BND-1", at: 2), .started(clause: "BND-2", at: 2),
      .note(clause: "BND-2", Note(.unreached, "round 7")), .lost(.hung, reason: "no answer for 60 s"),
      .finished,
    ]
    #expect(
      Recorded.results(events) == [
        result("BND-1", .pass, duration: 1),
        result("BND-2", .hung("no answer for 60 s"), notes: [Note(.unreached, "round 7")]),
      ])
  }

  @Test func `a result that never came is a crash`() {
    #expect(
      Recorded.results([.started(clause: "BND-2", at: 1), .issue(clause: "BND-2", failure), .finished])
        == [result("BND-2", .crashed("the result was lost"), issues: [failure])])
  }

  @Test func `a machine that dies between clauses was killed by the one that ended last`() {
    let events: [Event] = [.started(clause: "UNM-3", at: 1), .ended(clause: "UNM-3", at: 2), loss]
    let results = Recorded.results(events)
    #expect(results.map(\.verdict) == [.pass, .crashed("right after its end: kernel panic")])
    #expect(results.map(\.duration) == [1, 1])
  }

  @Test func `a machine that dies before it ran anything is nobody's fault`() {
    let hang = Event.lost(.hung, reason: "no answer")
    let before: [Event] = [.started(clause: "BND-1", at: 1), .ended(clause: "BND-1", at: 2), hang, loss]
    #expect(Recorded.results(before).count == 2)
    #expect(Recorded.results([loss, .finished]) == [])
  }

  @Test func `of two results the worse stands`() {
    func run(_ clause: String, _ middle: [Event]) -> [Event] {
      [.started(clause: clause, at: 1)] + middle + [.ended(clause: clause, at: 2)]
    }
    let fail = run("BND-2", [.issue(clause: "BND-2", failure)])
    let pass = run("BND-2", [])
    let skip: [Event] = [.skipped(clause: "BND-2", reason: "no bulk")]
    var reducer = VerdictReducer()
    let verdicts = (skip + pass + fail + pass + skip).flatMap { reducer.take($0) }.map(\.verdict)
    #expect(verdicts == [.skip("no bulk"), .pass, .fail])
    #expect(reducer.results.map(\.verdict) == [.fail])
  }

  @Test func `a failure after the end counts`() {
    let results = Recorded.results([
      .started(clause: "UNM-8", at: 1), .ended(clause: "UNM-8", at: 2), .issue(clause: "UNM-8", failure),
    ])
    #expect(results.map(\.verdict) == [.pass, .fail])
  }

  @Test func `a skipped clause is final at once, unless it runs`() {
    var reducer = VerdictReducer()
    #expect(reducer.take(.skipped(clause: "ISO-1", reason: "no rig")).count == 1)
    _ = reducer.take(.started(clause: "ISO-2", at: 1))
    #expect(reducer.running.map(\.id) == ["ISO-2"])
    #expect(reducer.take(.skipped(clause: "ISO-2", reason: "no rig")) == [])
    #expect(reducer.take(.ended(clause: "ISO-2", at: 2)).map(\.verdict) == [.skip("no rig")])
    #expect(reducer.running == [])
  }

  @Test func `a reason that is not the verdict's is kept as a note`() throws {
    #expect(try Recorded.verdicts["ISO-4"].notes == [Note(.remark, "ended itself early: after a failure")])
  }

  @Test func `a planned clause that never ran is inconclusive`() throws {
    let planned = try Catalogue.clauses(matching: "CAP-[123]")
    let events: [Event] = [
      .started(clause: "CAP-1", at: 1), .ended(clause: "CAP-1", at: 2), .started(clause: "CAP-2", at: 2),
      loss,
      .finished,
    ]
    let verdicts = Recorded.results(events, planned: planned).map(\.verdict)
    #expect(verdicts == [.pass, .crashed("kernel panic"), .inconclusive("kernel panic", didRun: false)])
    #expect(verdicts.last?.reason == "did not run: kernel panic")
  }

  @Test(arguments: Recorded.all)
  func `the rig's description of itself is kept`(stream: Recorded) {
    var reducer = VerdictReducer()
    #expect(reducer.rigDetail == nil)
    for line in stream.lines { _ = reducer.take(line: line) }
    #expect(reducer.rigDetail == (stream.name == "oddities" ? nil : Recorded.run.rigDetail))
  }

  @Test(arguments: Recorded.all)
  func `one reducer follows the lines, and knows what runs and what was seen`(stream: Recorded) {
    var reducer = VerdictReducer()
    var results: [ClauseResult] = []
    var current: Set<String> = []
    for line in stream.lines {
      results += reducer.take(line: line)
      if let clause = reducer.current { current.insert(clause.id) }
    }
    #expect(reducer.current?.id == (stream.name == "killed" ? "UNM-3" : nil))
    results += reducer.take(.finished)
    #expect(results == stream.results)
    // A test whose trait throws neither begins nor says that it will not run.
    let ids = Set(stream.clauses.map(\.id)).subtracting(["ACC-2"])
    #expect(reducer.seen == ids)
    let skipped = ["CAP-3", "LIF-1", "LIF-2"]
    #expect(current == ids.subtracting(skipped))
  }

  @Test func `the clause that began last is the current one, until it ends or a process begins`() {
    var reducer = VerdictReducer()
    _ = reducer.take(.started(clause: "BND-2", at: 1))
    _ = reducer.take(.started(clause: "BND-1", at: 2))
    #expect(reducer.current?.id == "BND-1" && reducer.running.map(\.id) == ["BND-1", "BND-2"])
    _ = reducer.take(.ended(clause: "BND-1", at: 3))
    #expect(reducer.current == nil && reducer.running.map(\.id) == ["BND-2"])
    _ = reducer.take(.started(clause: "BND-3", at: 4))
    _ = reducer.take(.processStarted)
    #expect(reducer.current == nil)
    // What is of no test is nobody's now.
    _ = reducer.take(.issue(clause: nil, failure))
    _ = reducer.take(.ended(clause: "BND-3", at: 5))
    #expect(reducer.results.map(\.verdict) == [.pass, .pass])
    #expect(reducer.seen == ["BND-1", "BND-2", "BND-3"])
  }

  // MARK: Records

  private static let ends: [Event.End] = [
    .passed, .skipped(reason: "of Swift Testing"), .passedWithKnownIssue,
  ]

  @Test(arguments: ends)
  func `a record counts, whatever Swift Testing says of the test's end`(end: Event.End) {
    func results(_ middle: [Event]) -> [ClauseResult] {
      Recorded.results([.started(clause: "BND-2", at: 1)] + middle + [.ended(clause: "BND-2", at: 2, end)])
    }
    let cancelled: [Event] = [
      .cancelled(clause: "BND-2", reason: "x"), .caseCancelled(clause: "BND-2", reason: "x"),
    ]
    for after in [[], cancelled] {
      let undecided = results([.inconclusive(clause: "BND-2", reason: "no control")] + after)
      #expect(undecided.map(\.verdict) == [.inconclusive("no control")])
      guard end != .passedWithKnownIssue else { continue }
      let skipped = results([.skipped(clause: "BND-2", reason: "no bulk")] + after)
      #expect(skipped == [result("BND-2", .skip("no bulk"), duration: 1)])
    }
  }

  @Test func `a record does not hide a failure`() {
    for middle: [Event] in [[.issue(clause: "BND-2", failure)], []] {
      let results = Recorded.results(
        [.started(clause: "BND-2", at: 1), .inconclusive(clause: "BND-2", reason: "no control")] + middle
          + [.ended(clause: "BND-2", at: 2, .failed)])
      #expect(results.map(\.verdict) == [.fail])
      #expect(results[0].issues.count == 1)
      #expect(results[0].notes == [Note(.remark, "ended itself early: no control")])
    }
  }

  @Test(arguments: [false, true])
  func `the cases of a parameterised test are one clause`(areCancelledToo: Bool) {
    func results(_ cases: [Event?]) -> [ClauseResult] {
      let middle = cases.flatMap { record -> [Event] in
        let cancelled: [Event] = areCancelledToo ? [.caseCancelled(clause: "BND-2", reason: "x")] : []
        return [.caseStarted(clause: "BND-2")] + (record.map { [$0] + cancelled } ?? [])
      }
      return Recorded.results(
        [.started(clause: "BND-2", at: 1)] + middle + [.ended(clause: "BND-2", at: 2)])
    }
    func one(_ verdict: Verdict, notes: [Note] = []) -> [ClauseResult] {
      [result("BND-2", verdict, notes: notes, duration: 1)]
    }
    let (skip, other) = (
      Event.skipped(clause: "BND-2", reason: "no bulk"), Event.skipped(clause: "BND-2", reason: "no room")
    )
    let undecided = Event.inconclusive(clause: "BND-2", reason: "no control")
    #expect(results([skip, other, skip]) == one(.skip("no bulk; no room")))
    let note = Note(.remark, "2 of 3 cases skipped: no bulk; no room")
    #expect(results([skip, nil, other]) == one(.pass, notes: [note]))
    #expect(results([skip, undecided, undecided]) == one(.inconclusive("no control")))
    #expect(results([undecided, nil]) == one(.inconclusive("no control")))
  }

  @Test func `a clock that jumped back gives no negative duration`() {
    #expect(
      Recorded.results([.started(clause: "BND-1", at: 9), .ended(clause: "BND-1", at: 2)]).map(\.duration)
        == [0])
  }

  @Test(arguments: [GuestFailure.crashed, .hung])
  func `a kernel that is older than a promise may even die of the clause`(loss: GuestFailure) {
    func verdict(_ clause: String, _ kernel: KernelVersion?) -> Verdict? {
      var reducer = VerdictReducer(kernel: kernel)
      _ = reducer.take(.started(clause: clause, at: 1))
      return reducer.take(.lost(loss, reason: "Oops")).first?.verdict
    }
    let name = loss == .crashed ? "crashed" : "hung"
    let promise = "promised since 7.3, 5.10.269 (0dd68b5d01d0, CVE-2026-80824)"
    #expect(verdict("UNM-9", KernelVersion(5, 10, 262)) == .expectedFailure("\(promise); \(name): Oops"))
    for kernel in [nil, KernelVersion(5, 10, 269), KernelVersion(7, 3)] {
      #expect(verdict("UNM-9", kernel) == (loss == .crashed ? .crashed("Oops") : .hung("Oops")))
    }
    // Of a promise that has always been made, of what is wrong everywhere, or of a fix that was for something else,
    // nobody expects that.
    #expect(verdict("MAP-9", KernelVersion(5, 10, 262))?.name == name)
    #expect(verdict("UNM-3", KernelVersion(5, 10, 262))?.name == name)
    #expect(verdict("ALI-1", KernelVersion(5, 10, 262))?.name == name)
    // Unless every kernel known dies of it.
    for kernel in [nil, KernelVersion(7, 3)] {
      #expect(verdict("LIF-9", kernel)?.name == Verdict.expectedFailure("").name)
    }
  }
}
