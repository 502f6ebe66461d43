import Clauses
import Reporting
import Testing

@testable import Runner

@Suite struct ExitStatusTests {
  /// Not Swift Testing's type of the same name.
  typealias ExitStatus = Runner.ExitStatus

  private static func outcome(_ verdict: Verdict) -> RigOutcome {
    .verdict(Summary([ClauseResult(clause: Catalogue.clause("BND-1")!, verdict: verdict)]))
  }

  private static let (good, bad, untested) = (outcome(.pass), outcome(.fail), outcome(.skip("no rig")))
  private static let broken = RigOutcome.noVerdict("no QEMU")

  @Test(arguments: [
    (good, ExitStatus.conforms), (bad, .doesNotConform), (untested, .everythingSkipped),
    (broken, .usageOrHarness), (.interrupted, .usageOrHarness),
  ])
  func `a rig's outcome has a status, the one that reports have`(outcome: RigOutcome, status: ExitStatus) {
    #expect(ExitStatus(outcome) == status)
    #expect(outcome.exitCode == status.rawValue)
  }

  @Test(arguments: [
    ([[good, good]], ExitStatus.conforms), ([[good, bad]], .doesNotConform),
    ([[broken, bad]], .doesNotConform), ([[broken, good], [untested]], .usageOrHarness),
    ([[good, untested], [good, untested]], .conforms), ([[good], [untested]], .everythingSkipped),
  ])
  func `of several rigs the worst counts, and a kernel that ran nothing is untested`(
    outcomes: [[RigOutcome]], status: ExitStatus
  ) {
    #expect(ExitStatus(outcomes) == status)
    #expect(RunResult(outcomes: outcomes, acceptedVerdicts: nil).status == status)
  }

  @Test func `where a baseline is written all that was seen is accepted, save a harness that broke`() {
    #expect(RunResult(outcomes: [[Self.bad], [Self.untested]], acceptedVerdicts: 2).status == .conforms)
    #expect(RunResult(outcomes: [[Self.bad, Self.broken]], acceptedVerdicts: 1).status == .usageOrHarness)
  }
}
