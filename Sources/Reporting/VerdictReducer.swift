import Clauses

/// Turns events into verdicts.
///
/// A clause normally has one result. If it gets another (it ran again after the machine was restored, an issue
/// arrived after its end, or the machine died right after it), the worse of the two stands and is returned again;
/// only a skip gives way to anything. Nothing that went wrong once is ever hidden.
package struct VerdictReducer: Sendable {
  /// What has been seen of a clause that has no verdict yet.
  private struct Open {
    var startedAt: Double?
    var issues: [Issue] = []
    var notes: [String] = []
    var skip: String?
    var inconclusive: String?
  }

  private let planned: [Clause]
  private let kernel: KernelVersion?
  private var open: [String: Open] = [:]
  private var byID: [String: ClauseResult] = [:]
  /// The clause that ended last on the machine that runs now.
  private var lastEnded: String?
  private var lastLoss: String?

  /// Which kernel and rig, as far as known.
  package private(set) var run: RunInfo?

  /// `planned` are the clauses that must have a verdict in the end: a clause of these that never ran is
  /// inconclusive, because a run that ended early has not shown that it holds. `kernel` is what is tested, if that is
  /// known: of a bug that kills, and that it is known to have, its death is expected.
  package init(planned: [Clause] = [], kernel: KernelVersion? = nil) {
    self.planned = planned
    self.kernel = kernel
  }

  /// The results so far, in the catalogue's order.
  package var results: [ClauseResult] { Catalogue.clauses.compactMap { byID[$0.id] } }

  /// The clauses that have begun and not ended.
  package var running: [Clause] {
    Catalogue.clauses.filter { open[$0.id]?.startedAt != nil }
  }

  /// Takes one event and returns the results that it made final.
  package mutating func consume(_ event: Event) -> [ClauseResult] {
    switch event {
    case .run(let info):
      run = info
      return []
    case .rig(let detail):
      run?.rigDetail = detail
      return []
    case .started(let clause, let at):
      open[clause] = Open(startedAt: at)
      return []
    case .issue(let clause, let issue):
      if open[clause] == nil, let result = byID[clause] { return late(issue, result) }
      open[clause, default: Open()].issues.append(issue)
      return []
    case .note(let clause, let note):
      if open[clause] == nil, byID[clause] != nil {
        byID[clause]?.notes.append(note)
      } else {
        open[clause, default: Open()].notes.append(note)
      }
      return []
    case .skipped(let clause, let reason):
      open[clause, default: Open()].skip = reason
      return open[clause]?.startedAt == nil ? close(clause, at: nil) : []
    case .inconclusive(let clause, let reason):
      open[clause, default: Open()].inconclusive = reason
      return open[clause]?.startedAt == nil ? close(clause, at: nil) : []
    case .ended(let clause, let at):
      lastEnded = clause
      // The end of a clause that never began and has a result adds nothing to it.
      if open[clause] == nil, byID[clause] != nil { return [] }
      return close(clause, at: at)
    case .lost(let loss, let reason):
      return lose(loss, reason)
    case .finished:
      return finish()
    }
  }

  // MARK: Ends

  private mutating func close(_ id: String, at end: Double?) -> [ClauseResult] {
    guard let clause = Catalogue.clause(id) else { return [] }
    let state = open.removeValue(forKey: id) ?? Open()
    var result = ClauseResult(clause: clause, verdict: .pass, notes: state.notes, issues: state.issues)
    if let start = state.startedAt, let end { result.duration = max(0, end - start) }
    let known = Self.unique(state.issues.filter { !$0.isUnexpectedPass }.compactMap(\.known))
    if state.issues.contains(where: { $0.isFailure }) {
      result.verdict = .fail
    } else if let surprise = state.issues.first(where: \.isUnexpectedPass) {
      result.verdict = .unexpectedPass(surprise.known ?? "a known issue")
    } else if let reason = state.inconclusive {
      result.verdict = .inconclusive(reason)
    } else if !known.isEmpty {
      result.verdict = .expectedFailure(known.joined(separator: "; "))
    } else if let reason = state.skip {
      result.verdict = .skip(reason)
    }
    if let reason = state.inconclusive ?? state.skip, result.verdict.reason != reason {
      result.notes.append("ended itself early: \(reason)")
    }
    return settle(result)
  }

  private mutating func settle(_ result: ClauseResult) -> [ClauseResult] {
    if let old = byID[result.clause.id], old.verdict.severity >= result.verdict.severity { return [] }
    byID[result.clause.id] = result
    return [result]
  }

  /// An issue of a clause that has its result: a thread that outlived its test.
  private mutating func late(_ issue: Issue, _ result: ClauseResult) -> [ClauseResult] {
    var result = result
    result.issues.append(issue)
    guard issue.isFailure, Verdict.fail.severity > result.verdict.severity else {
      byID[result.clause.id] = result
      return []
    }
    result.verdict = .fail
    return settle(result)
  }

  // MARK: Losses

  /// The clauses that had begun and not ended lost the machine. If there is none, the one that ended last did: what
  /// it set off, memory given back under a transfer say, may need a moment to kill.
  private mutating func lose(_ loss: GuestFailure, _ reason: String) -> [ClauseResult] {
    lastLoss = reason
    defer { lastEnded = nil }
    if running.isEmpty, let lastEnded, var result = byID[lastEnded] {
      var isKnownFailure = !result.issues.contains(where: \.isFailure)
      // What was not tried kills nothing.
      if case .skip = result.verdict { isKnownFailure = false }
      result.verdict = verdict(
        result.clause, loss, "right after its end: \(reason)", isKnownFailure: isKnownFailure)
      return settle(result) + closeTheNeverStarted()
    }
    return running.flatMap { clause in
      let isKnownFailure = open[clause.id]?.issues.contains(where: \.isFailure) != true
      return abort(clause, verdict(clause, loss, reason, isKnownFailure: isKnownFailure))
    } + closeTheNeverStarted()
  }

  private mutating func finish() -> [ClauseResult] {
    var results = running.flatMap { abort($0, .crashed("the result was lost")) }
    results += closeTheNeverStarted()
    for clause in planned where byID[clause.id] == nil {
      let reason = lastLoss ?? "the run ended before it"
      results += settle(ClauseResult(clause: clause, verdict: .notReached(reason)))
    }
    return results
  }

  private mutating func abort(_ clause: Clause, _ verdict: Verdict) -> [ClauseResult] {
    let state = open.removeValue(forKey: clause.id) ?? Open()
    return settle(ClauseResult(clause: clause, verdict: verdict, notes: state.notes, issues: state.issues))
  }

  /// A test whose trait throws has an issue, but neither start nor end.
  private mutating func closeTheNeverStarted() -> [ClauseResult] {
    Catalogue.clauses.filter { open[$0.id] != nil }.flatMap { clause -> [ClauseResult] in
      // Without an issue there is only a note: the test ran, and its start and end are missing.
      if open[clause.id]?.issues.contains(where: { $0.isFailure }) != true {
        return abort(clause, .crashed("the result was lost"))
      }
      return close(clause.id, at: nil)
    }
  }

  /// - Parameter isKnownFailure: Nothing else went wrong that the clause is not known for.
  private func verdict(_ clause: Clause, _ loss: GuestFailure, _ reason: String, isKnownFailure: Bool)
    -> Verdict
  {
    let verdict: Verdict =
      switch loss {
      case .hung: .hung(reason)
      case .crashed: .crashed(reason)
      }
    // A kernel that is not known is taken for the newest.
    guard isKnownFailure, clause.grade.mayCrash,
      let knownFailureReason = clause.grade.knownFailureReason(for: kernel ?? KernelVersion(.max, 0))
    else {
      return verdict
    }
    // What every kernel dies of needs no last words, which hold an address.
    return .expectedFailure(
      "\(knownFailureReason); \(verdict.name)" + (clause.grade.everyKernelCrashes ? "" : ": \(reason)"))
  }

  private static func unique(_ reasons: [String]) -> [String] {
    reasons.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}

extension Issue {
  /// Something failed that was not expected to.
  var isFailure: Bool { known == nil && !isUnexpectedPass }
}
