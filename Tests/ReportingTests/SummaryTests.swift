import Clauses
import Reporting
import Testing

struct SummaryTests {
  @Test func `a run without a miss conforms`() {
    let summary = Summary(
      [
        result("BND-1", .pass, duration: 1), result("ALI-1", .expectedFailure("why"), duration: 2.04),
        result("ISO-1", .skip("why")),
      ])
    #expect(
      summary.closingLines == [
        "3 clauses: 1 ok, 0 failed, 1 expected failure, 1 skipped, in 3.0 s",
        "conforms: no MUST was missed",
      ])
    #expect(summary.exitCode == 0)
  }

  @Test func `every verdict has its count`() {
    let summary = Summary(
      [
        result("BND-1", .pass), result("BND-2", .fail), result("BND-3", .fail), result("UNM-1", .hung("")),
        result("UNM-2", .crashed("")), result("ALI-1", .unexpectedPass("")),
        result("ALI-2", .unexpectedPass("")),
        result("BND-4", .inconclusive("")), result("ALI-3", .expectedFailure("")), result("MAP-11", .pass),
        result("MAP-12", .fail), result("ISO-1", .skip("")),
      ], seconds: 63.25)
    #expect(
      summary.closingLines == [
        "12 clauses: 1 ok, 2 failed, 1 hung, 1 crashed, 2 unexpected passes, 1 inconclusive, "
          + "1 expected failure, 2 recorded, 1 skipped, in 63.3 s",
        "does not conform: BND-2 failed, BND-3 failed, UNM-1 hung, UNM-2 crashed, ALI-1 passed unexpectedly, "
          + "ALI-2 passed unexpectedly, BND-4 was inconclusive",
      ])
  }

  @Test(arguments: [
    (Verdict.pass, Int32(0)), (.fail, 1), (.hung("x"), 1), (.crashed("x"), 1), (.unexpectedPass("x"), 1),
    (.inconclusive("x"), 1), (.expectedFailure("x"), 0), (.skip("x"), 4),
  ])
  func `a promise fails the run unless it is met, skipped or known to be missed`(
    verdict: Verdict, code: Int32
  ) {
    for id in ["BND-2", "MAP-9"] {
      #expect(Summary([result(id, verdict)]).exitCode == code)
      #expect(Summary([result("BND-1", .pass), result(id, verdict)]).exitCode == code % 4)
    }
  }

  @Test(arguments: [
    (Verdict.pass, Int32(0)), (.fail, 0), (.inconclusive("x"), 0), (.unexpectedPass("x"), 0), (.hung("x"), 1),
    (.crashed("x"), 1), (.skip("x"), 4),
  ])
  func `a RECORD clause fails the run only if the kernel did not survive it`(verdict: Verdict, code: Int32) {
    #expect(Summary([result("MAP-11", verdict)]).exitCode == code)
  }

  @Test func `a defect that cannot be judged is no failure`() {
    #expect(Summary([result("ALI-1", .inconclusive("x"))]).exitCode == 0)
  }

  @Test func `what could not be shown is not called a miss`() {
    #expect(
      Summary([result("BND-1", .pass), result("BND-2", .inconclusive("x"))]).closingLines[1]
        == "not shown to conform: BND-2 was inconclusive")
  }

  @Test func `a run that only a baseline accepts says so, also on the page`() {
    var accepted = result("BND-2", .crashed("Oops"))
    accepted.judgement = .accepted
    let results = [result("BND-1", .pass), accepted]
    #expect(Summary(results).closingLines[1] == "as the baseline accepts: BND-2 crashed")
    #expect(Summary(results).conclusion == .acceptedByBaseline && Summary(results).exitCode == 0)
    let page = ReportPage.document([recordedRun(results)]) { _ in nil }
    #expect(page.contains("1 run on 1 kernel. as the baseline accepts: 1."))
  }

  @Test func `a run that tested nothing says so`() {
    #expect(Summary([]).exitCode == 1)
    #expect(Summary([]).closingLines[1] == "nothing was tested: no clause has a result")
    #expect(
      Summary([result("BND-1", .skip("x"))]).closingLines[1] == "nothing was tested: every clause was skipped"
    )
  }

  @Test func `a long list is cut, the worst first`() {
    var results = Catalogue.clauses.prefix(9).map { result($0.id, .inconclusive("x")) }
    results.append(result("UNM-9", .crashed("x")))
    #expect(
      Summary(results).closingLines[1]
        == "does not conform: UNM-9 crashed, CAP-1 was inconclusive, CAP-2 was inconclusive, "
        + "CAP-3 was inconclusive, CAP-4 was inconclusive, CAP-5 was inconclusive, MAP-1 was inconclusive, "
        + "MAP-2 was inconclusive and 2 more")
  }
}
