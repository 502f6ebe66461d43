import Clauses

/// Reduces the lines of the tests, and what becomes of the machines that run them, to verdicts: the one state machine
/// that follows a lane of guests or processes, one after the other.
///
/// It also knows what runs and what has been seen, so that whoever starts guests learns what is left to run and which
/// clause ended the last one. `EventDecoder` stands apart because it is a function of the line alone, but for the
/// names of the tests.
///
/// A clause normally has one result. If it gets another (it ran again after the machine was restored, an issue
/// arrived after its end, or the machine died right after it), the worse of the two stands and is returned again;
/// only a skip gives way to anything. Nothing that went wrong once is ever hidden.
///
/// The tests' own records of skips and undecided verdicts count more than what Swift Testing says of the same test: it
/// may say that the test passed, was skipped or was cancelled.
package struct VerdictReducer: Sendable {
  private let planned: [Clause]
  private let kernel: KernelVersion?
  private var decoder = EventDecoder()
  private var open: [String: OpenClause] = [:]
  private var byID: [String: ClauseResult] = [:]
  /// The clause that began last in the process that runs now, whether it has ended or not.
  private var lastStarted: String?
  /// The clause that ended last on the machine that runs now.
  private var lastEnded: String?
  private var lastLoss: String?
  private var lastStrayIssue: (issue: Issue, at: Double?)?

  /// The ids of the clauses that began, or that said that they will not run.
  package private(set) var seen: Set<String> = []
  /// The rig's description of itself; nil until it was heard.
  package private(set) var rigDetail: String?

  /// A reducer that has heard nothing.
  /// - Parameters:
  ///   - planned: The clauses that must have a verdict in the end. One that never ran is inconclusive, because a run that
  ///     ended early has not shown that it holds.
  ///   - kernel: The version under test, if it is known: of a bug that kills, and that it is known to have, its death is
  ///     expected.
  package init(planned: [Clause] = [], kernel: KernelVersion? = nil) {
    self.planned = planned
    self.kernel = kernel
  }

  /// The results so far, in the catalogue's order.
  package var results: [ClauseResult] { Catalogue.clauses.compactMap { byID[$0.id] } }

  /// The clauses that have begun and not ended, in the catalogue's order.
  package var running: [Clause] {
    Catalogue.clauses.filter { open[$0.id]?.startedAt != nil }
  }

  /// The clause that began last, if it has not ended.
  package var current: Clause? {
    guard let lastStarted, open[lastStarted]?.startedAt != nil else { return nil }
    return Catalogue.clause(lastStarted)
  }

  /// Takes one line of the tests and returns the results that it made final.
  package mutating func take(line: String) -> [ClauseResult] {
    decoder.decode(line: line).flatMap { take($0) }
  }

  /// Takes one event and returns the results that it made final.
  package mutating func take(_ event: Event) -> [ClauseResult] {
    switch event {
    case .processStarted:
      lastStarted = nil
      return []
    case .rig(let detail):
      rigDetail = detail
      return []
    case .started(let clause, let at):
      seen.insert(clause)
      lastStarted = clause
      open[clause] = OpenClause(startedAt: at)
      return []
    case .caseStarted(let clause):
      open[clause, default: OpenClause()].cases += 1
      return []
    case .issue(let clause, let issue, let at):
      return take(issue, of: clause, at: at)
    case .note(let clause, let note):
      // Clauses run one at a time, so what is of no test is of the one that began last.
      guard let clause = clause ?? lastStarted else { return [] }
      if open[clause] == nil, byID[clause] != nil {
        byID[clause]?.notes.append(note)
      } else {
        open[clause, default: OpenClause()].notes.append(note)
      }
      return []
    case .skipped(let clause, let reason):
      return endEarly(clause) { $0.skips.append(reason) }
    case .inconclusive(let clause, let reason):
      return endEarly(clause) { $0.inconclusives.append(reason) }
    case .cancelled(let clause, let reason):
      return endEarly(clause) { $0.cancellation = reason }
    case .caseCancelled(let clause, let reason):
      return endEarly(clause) { $0.cancelCase(reason) }
    case .ended(let clause, let at, let end):
      return take(end, of: clause, at: at)
    case .lost(let loss, let reason):
      return lose(loss, reason)
    case .finished:
      return finish()
    }
  }

  // MARK: Issues

  private mutating func take(_ issue: Issue, of clause: String?, at: Double?) -> [ClauseResult] {
    if clause == nil {
      // Swift Testing reports an issue of no test once for each of its plans, here twice.
      if let (last, then) = lastStrayIssue, at != nil, last == issue, then == at { return [] }
      lastStrayIssue = (issue, at)
    }
    // Clauses run one at a time, so what is of no test is of the one that began last.
    guard let clause = clause ?? lastStarted else { return [] }
    if open[clause] == nil, let result = byID[clause] { return late(issue, result) }
    open[clause, default: OpenClause()].issues.append(issue)
    return []
  }

  /// Takes an issue of a clause that has its result, from a thread that outlived its test.
  private mutating func late(_ issue: Issue, _ result: ClauseResult) -> [ClauseResult] {
    var result = result
    result.issues.append(issue)
    guard issue.isFailure, Verdict.fail.severity > result.verdict.severity else {
      byID[result.clause.id] = result
      return []
    }
    result.seen = .fail
    return settle(result)
  }

  // MARK: Ends

  /// Takes the reason why a clause does not run, or not on. One that never began is closed with that.
  private mutating func endEarly(_ clause: String, _ keep: (inout OpenClause) -> Void) -> [ClauseResult] {
    seen.insert(clause)
    var state = open[clause] ?? OpenClause()
    keep(&state)
    open[clause] = state
    return state.startedAt == nil && state.cases == 0 ? close(clause, at: nil) : []
  }

  private mutating func take(_ end: Event.End, of clause: String, at: Double) -> [ClauseResult] {
    seen.insert(clause)
    lastEnded = clause
    if open[clause] == nil, let result = byID[clause] {
      // The end of a clause that never began and has a result adds nothing to it but a failure.
      let isNews = end == .failed && !result.issues.contains(where: \.isFailure)
      return isNews ? late(.lost, result) : []
    }
    open[clause, default: OpenClause()].add(end)
    return close(clause, at: at)
  }

  private mutating func close(_ id: String, at end: Double?) -> [ClauseResult] {
    guard let clause = Catalogue.clause(id) else { return [] }
    let state = open.removeValue(forKey: id) ?? OpenClause()
    var result = ClauseResult(clause: clause, verdict: .pass, notes: state.notes, issues: state.issues)
    if let note = state.skippedCases { result.notes.append(note) }
    if let start = state.startedAt, let end { result.duration = max(0, end - start) }
    let known = state.issues.filter { !$0.isUnexpectedPass }.compactMap(\.known).uniqued
    var isEarly = false
    if state.hasFailure {
      result.seen = .fail
    } else if let surprise = state.issues.first(where: \.isUnexpectedPass) {
      result.seen = .unexpectedPass(surprise.known ?? "a known issue")
    } else if case .inconclusive? = state.early {
      isEarly = true
    } else if !known.isEmpty {
      result.seen = .expectedFailure(known.joined(separator: "; "))
    } else {
      isEarly = state.early != nil
    }
    if let early = state.early {
      if isEarly {
        result.seen = early
      } else {
        result.notes.append(Note(.remark, "ended itself early: \(early.reason ?? "")"))
      }
    }
    return settle(result)
  }

  private mutating func settle(_ result: ClauseResult) -> [ClauseResult] {
    if let old = byID[result.clause.id], old.verdict.severity >= result.verdict.severity { return [] }
    byID[result.clause.id] = result
    return [result]
  }

  // MARK: Losses

  /// Takes the loss of the machine. The clauses that had begun and not ended caused it. If there is none, the one that ended
  /// last did: what it set off, memory given back under a transfer say, may need a moment to kill.
  private mutating func lose(_ loss: GuestFailure, _ reason: String) -> [ClauseResult] {
    lastLoss = reason
    defer { (lastStarted, lastEnded) = (nil, nil) }
    if running.isEmpty, let lastEnded, var result = byID[lastEnded] {
      var isKnownFailure = !result.issues.contains(where: \.isFailure)
      // A clause that was skipped tried nothing, so its known failure killed nothing.
      if case .skip = result.verdict { isKnownFailure = false }
      result.seen = verdict(
        result.clause, loss, "right after its end: \(reason)", isKnownFailure: isKnownFailure)
      return settle(result) + closeTheNeverStarted()
    }
    return running.flatMap { clause in
      abort(clause, verdict(clause, loss, reason, isKnownFailure: open[clause.id]?.hasFailure != true))
    } + closeTheNeverStarted()
  }

  private mutating func finish() -> [ClauseResult] {
    var results = running.flatMap { abort($0, .crashed("the result was lost")) }
    results += closeTheNeverStarted()
    for clause in planned where byID[clause.id] == nil {
      let reason = lastLoss ?? "the run ended before it"
      results += settle(ClauseResult(clause: clause, verdict: .inconclusive(reason, didRun: false)))
    }
    return results
  }

  private mutating func abort(_ clause: Clause, _ verdict: Verdict) -> [ClauseResult] {
    let state = open.removeValue(forKey: clause.id) ?? OpenClause()
    return settle(ClauseResult(clause: clause, verdict: verdict, notes: state.notes, issues: state.issues))
  }

  /// Closes the clauses that never began: a test whose trait throws has an issue, but neither start nor end.
  private mutating func closeTheNeverStarted() -> [ClauseResult] {
    Catalogue.clauses.filter { open[$0.id] != nil }.flatMap { clause -> [ClauseResult] in
      // Without an issue there is only a note: the test ran, and its start and end are missing.
      if open[clause.id]?.hasFailure != true { return abort(clause, .crashed("the result was lost")) }
      return close(clause.id, at: nil)
    }
  }

  /// The verdict on a clause that lost the machine.
  /// - Parameter isKnownFailure: Whether nothing went wrong that the clause is not known for.
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
    // A death that every kernel dies needs no last words, which hold an address.
    return .expectedFailure(
      "\(knownFailureReason); \(verdict.name)" + (clause.grade.everyKernelCrashes ? "" : ": \(reason)"))
  }
}
