import Clauses
import Reporting
import Testing

struct VerdictReducerTests {
  private let failure = Issue(message: "wrong")
  private let loss = Event.lost(.crashed, reason: "kernel panic")

  @Test func `a clause that began and did not end lost the machine`() {
    let events: [Event] = [
      .started(clause: "BND-1", at: 1), .ended(clause: "BND-1", at: 2), .started(clause: "BND-2", at: 2),
      .note(clause: "BND-2", "round 7"), .lost(.hung, reason: "no answer for 60 s"), .finished,
    ]
    #expect(
      Recorded.results(events) == [
        result("BND-1", .pass, duration: 1), result("BND-2", .hung("no answer for 60 s"), notes: ["round 7"]),
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
    let verdicts = (skip + pass + fail + pass + skip).flatMap { reducer.consume($0) }.map(\.verdict)
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
    #expect(reducer.consume(.skipped(clause: "ISO-1", reason: "no rig")).count == 1)
    _ = reducer.consume(.started(clause: "ISO-2", at: 1))
    #expect(reducer.running.map(\.id) == ["ISO-2"])
    #expect(reducer.consume(.skipped(clause: "ISO-2", reason: "no rig")) == [])
    #expect(reducer.consume(.ended(clause: "ISO-2", at: 2)).map(\.verdict) == [.skip("no rig")])
    #expect(reducer.running == [])
  }

  @Test func `a reason that is not the verdict's is kept as a note`() throws {
    #expect(try Recorded.verdicts["ISO-4"].notes == ["ended itself early: after a failure"])
  }

  @Test func `a planned clause that never ran is inconclusive`() throws {
    let planned = try Catalogue.clauses(matching: "CAP")
    let events: [Event] = [
      .started(clause: "CAP-1", at: 1), .ended(clause: "CAP-1", at: 2), .started(clause: "CAP-2", at: 2),
      loss,
      .finished,
    ]
    let verdicts = Recorded.results(events, planned: planned).map(\.verdict)
    #expect(verdicts == [.pass, .crashed("kernel panic"), .inconclusive("did not run: kernel panic")])
  }

  @Test func `the rig's own words reach the run`() {
    var reducer = VerdictReducer()
    var bare = Recorded.run
    bare.rigDetail = ""
    _ = reducer.consume(.run(bare))
    _ = reducer.consume(.rig(Recorded.run.rigDetail))
    #expect(reducer.run == Recorded.run)
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
      _ = reducer.consume(.started(clause: clause, at: 1))
      return reducer.consume(.lost(loss, reason: "Oops")).first?.verdict
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
