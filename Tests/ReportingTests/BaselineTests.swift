import Clauses
import Reporting
import Testing

@Suite struct BaselineTests {
  private let kernel = "debian:bookworm"

  private func judged(_ result: ClauseResult, _ lines: String) throws -> ClauseResult {
    try Baseline(parsing: lines).judge(result, kernel: kernel, rig: "xhci")
  }

  @Test func `what is accepted is not red, what is not is`() throws {
    let bad: [Verdict] = [
      .fail, .skip("no DMA"), .expectedFailure("known"), .unexpectedPass("known"), .hung("300 s"),
      .crashed("Oops"),
      .inconclusive("no control"),
    ]
    for verdict in bad {
      let word = verdict.name.split(separator: " ").joined(separator: "-")
      #expect(try judged(result("BND-1", verdict), "").isRed, "\(word)")
      #expect(try judged(result("ALI-1", verdict), "").isRed, "\(word)")
      let line = "xhci BND-1 \(word) debian:bookworm"
      #expect(try !judged(result("BND-1", verdict), line).isRed, "\(word)")
      // Better is no less different than worse.
      #expect(try judged(result("BND-1", .pass), line).verdict.name == "unexpected pass")
      for other in bad where other.name != verdict.name {
        #expect(try judged(result("BND-1", other), line).isRed, "\(word), but \(other.name)")
      }
      for elsewhere in ["ehci BND-1", "xhci BND-2"] {
        #expect(try judged(result("BND-1", verdict), "\(elsewhere) \(word) debian:bookworm").isRed)
      }
      #expect(try judged(result("BND-1", verdict), "xhci BND-1 \(word) debian:trixie").isRed)
    }
    #expect(try judged(result("BND-1", .pass), "") == result("BND-1", .pass))
    // Red it is anyhow, and nobody saw the promise broken.
    let undecided = result("BND-1", .inconclusive("no control"))
    #expect(try judged(undecided, "") == undecided)
  }

  @Test func `what was seen is still known, also from results.jsonl`() throws {
    let lines = ["", "xhci BND-1 skip debian:bookworm", "xhci BND-1 crashed debian:bookworm"]
    let verdicts: [Verdict] = [.pass, .fail, .skip("no DMA"), .expectedFailure("known"), .crashed("Oops")]
    for (line, verdict) in lines.flatMap({ line in verdicts.map { (line, $0) } }) {
      let seen = result("BND-1", verdict, issues: [Issue(message: "1 == 2")])
      let judged = try judged(seen, line)
      #expect(judged.unjudged == seen)
      let record = RigRecord(run: Recorded.run, results: [judged], outcome: .noVerdict("x"))
      let read = try JSONLines.record(JSONLines.document(record))
      #expect(read.results == [judged] && read.results[0].unjudged == seen)
    }
  }

  @Test func `a judgement is a value, and its words derive from it`() throws {
    let skip = result("BND-1", .skip("no DMA"), issues: [Issue(message: "1 == 2")])
    let red = try judged(skip, "")
    #expect(red.judgement == .differs(accepted: .pass) && red.seen == skip.seen && red.verdict == .fail)
    #expect(red.issues == skip.issues)
    #expect(
      red.reportedIssues.map(\.message) == ["1 == 2", "skip: no DMA; the baseline accepts only a pass"])
    let worse = try judged(skip, "xhci BND-1 expected-failure debian:bookworm")
    #expect(worse.judgement == .differs(accepted: .expectedFailure) && worse.verdict == .fail)
    #expect(worse.reportedIssues.last?.message == "skip: no DMA; the baseline accepts: expected failure")
    let better = try judged(result("BND-1", .pass), "xhci BND-1 crashed debian:bookworm")
    #expect(better.verdict == .unexpectedPass("the baseline accepts: crashed"))
    let fine = try judged(result("BND-1", .crashed("Oops")), "xhci BND-1 crashed debian:bookworm")
    #expect(fine.judgement == .accepted)
    #expect(fine.verdict == .expectedFailure("accepted by the baseline: crashed: Oops"))
    // A judgement takes the place of another, and judges what was seen.
    #expect(try judged(red, "xhci BND-1 skip debian:bookworm") == skip)
  }

  @Test func `what only records is not compared`() throws {
    for verdict in [Verdict.pass, .fail, .skip("no DMA"), .inconclusive("x")] {
      #expect(try judged(result("MAP-11", verdict), "") == result("MAP-11", verdict))
    }
    // But what kills a kernel is red, whoever asks, and so can be accepted.
    #expect(try !judged(result("MAP-11", .crashed("x")), "xhci MAP-11 crashed debian:bookworm").isRed)
    var baseline = Baseline()
    baseline.accept([result("MAP-11", .fail), result("BND-1", .pass)], kernel: kernel, rig: "xhci")
    #expect(baseline.count == 0)
  }

  @Test func `what was written is read, and accepts just what was seen`() throws {
    let seen = [
      result("BND-1", .fail), result("BND-2", .pass), result("DMA-1", .skip("no DMA")),
      result("ALI-1", .expectedFailure("known")), result("UNM-9", .crashed("Oops")),
    ]
    let path = "/home/me/my kernel/bzImage"
    var baseline = Baseline()
    baseline.accept(seen, kernel: path, rig: "xhci")
    baseline.accept([result("BND-1", .skip("x"))], kernel: kernel, rig: "dummy")
    let again = try Baseline(parsing: baseline.text)
    #expect(again == baseline && again.count == 5)
    for result in seen { #expect(!again.judge(result, kernel: path, rig: "xhci").isRed) }
    // A clause that passes now is accepted no more as anything else.
    baseline.accept([result("BND-1", .pass)], kernel: path, rig: "xhci")
    #expect(baseline.count == 4 && baseline.judge(result("BND-1", .fail), kernel: path, rig: "xhci").isRed)
  }

  @Test(arguments: [
    ("xhci BND-1 skip", "RIG CLAUSE VERDICT KERNEL is wanted"), ("xhci BND-99 skip k", "no clause BND-99"),
    ("xhci BND-1 perhaps k", "no verdict perhaps to accept"),
    ("xhci BND-1 pass k", "no verdict pass to accept"),
    ("xhci BND-1 skip k\nxhci BND-1 fail k", "BND-1 on xhci has a line already"),
  ])
  func `a line that is none says why`(lines: String, reason: String) {
    let count = lines.split(separator: "\n").count + 2
    #expect(throws: Baseline.SyntaxError(line: count, reason: reason)) {
      try Baseline(parsing: "# a comment\n\n" + lines + " # more\n")
    }
  }
}
