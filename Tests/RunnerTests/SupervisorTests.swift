import Clauses
import Reporting
import SystemPackage
import Testing

@testable import KernelLab
@testable import Runner

/// What becomes of clauses whose guests are lost before one began.
@Suite struct SupervisorTests {
  /// Not Swift Testing's type of the same name.
  typealias ExitStatus = Runner.ExitStatus

  /// The results of clauses that a played guest runs.
  private func results(_ filter: String, _ guest: PlayedGuest) async throws -> [ClauseResult] {
    try await FileSystem.withTemporary { folder in
      let planned = try Catalogue.clauses(matching: filter)
      let run = RunInfo(
        kernelRelease: "6.1.0", kernelSpec: "debian:bookworm", rig: "dummy", rigDetail: "", replay: "again")
      let report = try RunRecorder(
        run, of: .debian(suite: "bookworm"), view: SilentView(), column: 0, folder: folder, planned: planned,
        lanes: [planned], baseline: nil, verbose: false)
      try await report.begin("subject")
      let supervisor = Supervisor(guest: guest, scheduler: GuestScheduler(cores: 1, guests: 1))
      try await supervisor.run([planned], report)
      let summary = try await report.finish()
      return await report.record(.verdict(summary)).results
    }
  }

  @Test func `a kernel that twice says nothing once usbcore is loaded is hung, and does not conform`()
    async throws
  {
    let guest = PlayedGuest([([], .timedOut(isUnderTest: true)), ([], .timedOut(isUnderTest: true))])
    let results = try await results("CAP-[123]", guest)
    let reason = "nothing was heard for 300 s between loading usbcore and the first clause"
    #expect(results.map(\.verdict.name) == ["hung", "inconclusive", "inconclusive"])
    #expect(results[0].verdict == .hung(reason))
    #expect(results[0].issues.map(\.message) == ["no clause had begun"])
    #expect(results[2].verdict.reason?.contains(reason) == true)
    #expect(ExitStatus(.verdict(Summary(results))) == .doesNotConform)
    #expect(guest.runs == [["CAP-1", "CAP-2", "CAP-3"], ["CAP-2", "CAP-3"]])
  }

  @Test func `a kernel that crashes once while usbcore is loaded gets another guest for the rest`()
    async throws
  {
    let guest = PlayedGuest([([], .died(isUnderTest: true)), (["CAP-2", "CAP-3"], .exited(0))])
    let results = try await results("CAP-[123]", guest)
    #expect(results.map(\.verdict.name) == ["crashed", "pass", "pass"])
    #expect(
      results[0].verdict
        == .crashed("the guest stopped without a word, between loading usbcore and the first clause"))
  }

  @Test func `a clause that every kernel dies of does not excuse one that dies before it`() async throws {
    let clause = try #require(Catalogue.clauses.first { $0.grade.everyKernelCrashes })
    let guest = PlayedGuest([([], .died(isUnderTest: true))])
    #expect(try await results(clause.id, guest).map(\.verdict.name) == ["crashed"])
  }

  @Test func `a clause that ended in an earlier guest is not blamed`() async throws {
    let guest = PlayedGuest([
      (["CAP-1"], .exited(0)), ([], .timedOut(isUnderTest: true)), (["CAP-3"], .exited(0)),
    ])
    #expect(try await results("CAP-[123]", guest).map(\.verdict.name) == ["pass", "hung", "pass"])
  }

  @Test(arguments: [Guest.End.timedOut(isUnderTest: false), .died(isUnderTest: false), .exited(0)])
  func `a guest that is lost before anything under test is loaded is the harness's fault`(end: Guest.End)
    async throws
  {
    await #expect {
      try await results("CAP-[123]", PlayedGuest([([], end)]))
    } throws: { "\($0)".hasPrefix("the guest ran no clause") }
  }

  @Test func `a mutant that does not get as far as a clause is no kill`() async throws {
    try await FileSystem.withTemporary { folder in
      let guest = PlayedGuest([([], .died(isUnderTest: true))])
      let run = MutantRun(folder: folder.appending("guests"), letsAllSpeak: false)
      let supervisor = Supervisor(guest: guest, scheduler: GuestScheduler(cores: 1, guests: 1))
      await #expect {
        try await run.run(Catalogue.clauses(matching: "CAP-[123]"), others: [], on: supervisor)
      } throws: { "\($0)".hasPrefix("the guest ran no clause") }
      #expect(await run.record.killers == [])
    }
  }
}
