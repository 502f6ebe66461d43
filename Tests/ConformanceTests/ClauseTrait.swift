import Clauses
import Glibc
import Rig
import Synchronization
import Testing

/// Scope of every clause: checks the kernel before and after, knows which misses are expected of it, and keeps
/// what went over the bus if something was wrong.
struct ClauseTrait: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  /// Whether the rig was described in this process.
  private static let isDescribed = Atomic(false)

  func provideScope(
    for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
  ) async throws {
    guard let name = test.displayName, let clause = Catalogue.clause(testName: name) else {
      Issue.record("no clause in the catalogue has a test named \(test.displayName ?? test.name)")
      return
    }
    let rig = try Rig.current.get()
    if !Self.isDescribed.exchange(true, ordering: .relaxed) { describe(rig) }

    RunningClause.current = clause
    KernelLog.write(.begins(clause: clause.id))
    defer {
      KernelLog.write(.ends(clause: clause.id))
      RunningClause.current = nil
    }
    let narrow = Quota.widen()
    defer { if let narrow { try? Quota.setLimit(narrow) } }
    let check = try KernelStateCheck(rig, alone: test.traits.contains { $0 is AloneTrait })
    // A clause may take the bus away and get another number back; only a virtual machine has no other buses.
    let capture = Capture(bus: rig.isDisposable ? 0 : try Location.wait(serial: rig.serial).bus)
    if let path = Supervisor.captureStream { capture?.stream(to: path) }
    let known = clause.knownFailure(for: Kernel.version, driver: rig.controllerDriver)
    let failed = Atomic(false)
    let watch = IssueHandlingTrait.compactMapIssues { issue in
      if issue.isMiss { failed.store(true, ordering: .relaxed) }
      return issue
    }
    // Kept until the kernel was looked at: an error thrown, or the test's own end.
    var outcome: Result<Void, any Error> = .success(())
    var end: ClauseEnded?
    do {
      try await watch.provideScope(for: test, testCase: testCase) {
        if let known {
          try await withKnownIssue(Comment(rawValue: known.reason), isIntermittent: !known.isCertain) {
            try await body()
          } matching: { issue in
            // Only what the clause expects may be missed; an error on the way there is an error. The test's own end
            // goes through as an error, too: were it caught within, its known issue would be missed.
            guard case .expectationFailed = issue.kind else { return false }
            failed.store(true, ordering: .relaxed)
            return true
          }
        } else {
          try await body()
        }
      }
    } catch let ended as ClauseEnded {
      end = ended
    } catch let error as Quota.Unmeasurable {
      Supervisor.send(.inconclusive(clause: clause.id, reason: error.description))
      end = .inconclusive(reason: error.description)
    } catch {
      outcome = .failure(error)
      failed.store(true, ordering: .relaxed)
    }
    let tolerated = test.traits.lazy.compactMap { $0 as? ToleratesTrait }.first?.function
    let (log, wrong, blind) = check.findings(tolerating: tolerated)
    for reason in blind { remark(reason) }
    if let reason = check.unmeasured { remark(reason) }
    if let known, clause.grade.isSince, case .success = outcome, end == nil,
      !failed.load(ordering: .relaxed)
    {
      remark("this kernel carries the fix, though \(known.reason)")
    }
    // What the kernel warned of or lost is part of what it is known to miss; a driver may only warn.
    if let known, failed.load(ordering: .relaxed) || clause.defect(of: rig.controllerDriver) != nil {
      withKnownIssue(Comment(rawValue: known.reason), isIntermittent: true) {
        for finding in wrong { Issue.record(Comment(rawValue: finding)) }
      }
    } else {
      for finding in wrong { Issue.record(Comment(rawValue: finding)) }
    }
    let isUndecided = end?.isInconclusive ?? false
    if failed.load(ordering: .relaxed) || !wrong.isEmpty || isUndecided {
      keep(capture?.pcap() ?? [], "\(clause.id).pcap")
      keep(Array(log.joined(separator: "\n").utf8), "\(clause.id).dmesg")
    }
    if rig.isDisposable, !rig.isPresent {
      // Without the device every other clause would only wait for it in vain: the supervisor has a fresh guest.
      Issue.record("the device did not come back")
      exit(EXIT_FAILURE)
    }
    try outcome.get()
    if let end, !Supervisor.isListening { try tell(end, of: clause) }
  }

  /// Describes the rig, for the header of the reports.
  private func describe(_ rig: Rig) {
    if Supervisor.isListening {
      Supervisor.send(.rig(rig.description))
    } else {
      say("rig: \(rig.description)")
    }
  }

  /// Says how the test ended where no supervisor has its record.
  private func tell(_ end: ClauseEnded, of clause: Clause) throws {
    if end.isInconclusive, clause.grade.isPromise {
      // `swift test` alone takes a test that ends itself for skipped.
      Issue.record("inconclusive: whether the promise is kept is not known; the test says why")
    }
    #if compiler(>=6.3)
      try Test.cancel(Comment(rawValue: end.text))
    #else
      print("\(clause.id): \(end.text)")
    #endif
  }

  /// Keeps a file of evidence. With a supervisor it is out of this machine before anything else happens to it.
  private func keep(_ bytes: [UInt8], _ name: String) {
    if !bytes.isEmpty, !Supervisor.exportArtifact(bytes, named: name) {
      Attachment.record(bytes, named: name)
    }
  }
}

extension Trait where Self == ClauseTrait {
  static var clauses: Self { ClauseTrait() }
}
