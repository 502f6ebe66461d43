import Clauses
import FoundationEssentials

/// Turns the lines of Swift Testing's event stream into events.
///
/// The stream comes out of a machine that may die at any byte, so nothing in it is relied upon: a line that cannot
/// be read gives no events, a test whose record is missing is known by the name in its id, and a test whose end
/// says more than the lines before it did (it failed, but no issue came through) is believed.
///
/// The conventions of the tests:
/// - a warning `note: ...` is a note, `rig: ...` describes the rig;
/// - `Test.cancel("inconclusive: ...")` means that the test cannot tell; any other cancellation is a skip;
/// - the comment of `withKnownIssue` is the reason of the expected failure.
package struct EventDecoder: Sendable {
  /// What has been seen of a test that runs.
  private struct Progress {
    var casesStarted = 0
    /// The reasons of the cases of a parameterised test that ended themselves, one for each.
    var cancelledCases: [String] = []
    var sawCancellation = false
    var sawFailure = false
    var sawKnownIssue = false
  }

  /// The display names in the records of the tests, by id.
  private var names: [String: String] = [:]
  private var progress: [String: Progress] = [:]
  /// The clause that began last, whether it has ended or not.
  private var lastStarted: String?
  private var lastStrayIssue: (Issue, Double)?

  private static let json = JSONDecoder()

  /// A decoder that has seen nothing.
  package init() {}

  /// The events that one line of the stream stands for.
  package mutating func decode(line: String) -> [Event] {
    guard let line = try? Self.json.decode(EventStreamLine.self, from: Data(line.utf8)) else { return [] }
    let payload = line.payload
    if line.kind == "test" {
      if payload.kind == "function", let id = payload.id, let name = payload.displayName { names[id] = name }
      return []
    }
    guard line.kind == "event" else { return [] }
    if payload.kind == "runStarted" {
      // Of the machine before this one nothing runs any more.
      progress = [:]
      lastStarted = nil
      return []
    }
    if payload.kind == "issueRecorded" { return issue(payload) }
    guard let clause = clause(of: payload.testID) else { return [] }
    switch payload.kind {
    case "testStarted":
      guard let instant = payload.instant else { return [] }
      progress[clause] = Progress()
      lastStarted = clause
      return [.started(clause: clause, at: instant.absolute)]
    case "testCaseStarted":
      progress[clause, default: Progress()].casesStarted += 1
      return []
    case "testSkipped":
      return [.skipped(clause: clause, reason: reason(payload))]
    case "testCancelled":
      progress[clause, default: Progress()].sawCancellation = true
      return [cancellation(of: clause, because: reason(payload))]
    case "testCaseCancelled":
      return caseCancellation(of: clause, because: reason(payload))
    case "testEnded":
      guard let instant = payload.instant else { return [] }
      return end(of: clause, payload) + [.ended(clause: clause, at: instant.absolute)]
    default:
      return []
    }
  }

  // MARK: Names

  /// The id of the clause that a test stands for; nil for suites and for tests that stand for none.
  private func clause(of testID: String?) -> String? {
    guard let testID else { return nil }
    return Catalogue.clause(testName: names[testID] ?? Self.rawName(in: testID))?.id
  }

  /// The last name in backticks of an id such as ``Tests.BND/`BND-1: a title`()/BND.swift:8:4``; empty if none.
  private static func rawName(in testID: String) -> String {
    let parts = testID.split(separator: "`", omittingEmptySubsequences: false)
    return parts.count >= 3 ? String(parts[parts.count - 2]) : ""
  }

  // MARK: Reasons

  private func reason(_ payload: EventStreamLine.Payload) -> String {
    let reason = (payload.comments ?? []).joined(separator: "; ")
    if !reason.isEmpty { return reason }
    // Without the experimental fields only the message has it: `Test "..." skipped: "why"`.
    if let text = payload.messages?.first?.text, let quote = text.firstRange(of: ": \""), text.hasSuffix("\"")
    {
      return String(text[quote.upperBound...].dropLast())
    }
    return ""
  }

  private func cancellation(of clause: String, because reason: String) -> Event {
    if let why = reason.droppingPrefix("inconclusive:") {
      return .inconclusive(clause: clause, reason: why.isEmpty ? "no reason given" : why)
    }
    let why = reason.droppingPrefix("skip:") ?? reason
    return .skipped(clause: clause, reason: why.isEmpty ? "no reason given" : why)
  }

  /// A test without arguments is one case; Swift Testing then reports the cancellation of both, the test first.
  private mutating func caseCancellation(of clause: String, because reason: String) -> [Event] {
    let seen = progress[clause] ?? Progress()
    if seen.sawCancellation { return [] }
    if seen.casesStarted == 0 {
      progress[clause, default: Progress()].sawCancellation = true
      return [cancellation(of: clause, because: reason)]
    }
    progress[clause]?.cancelledCases.append(reason)
    return []
  }

  // MARK: Ends

  /// What the end of a test adds to the events before it.
  private mutating func end(of clause: String, _ payload: EventStreamLine.Payload) -> [Event] {
    let seen = progress.removeValue(forKey: clause) ?? Progress()
    var events = casesThatEndedThemselves(clause, seen)
    switch payload.messages?.first?.symbol {
    case "fail" where !seen.sawFailure:
      events.append(
        .issue(clause: clause, Issue(message: "The test failed; what failed was lost on the way.")))
    case "passWithKnownIssue" where !seen.sawKnownIssue:
      let known = Issue(message: "A known issue; what it was got lost on the way.", known: "a known issue")
      events.append(.issue(clause: clause, known))
    case "skip" where !seen.sawCancellation && seen.cancelledCases.isEmpty:
      events.append(cancellation(of: clause, because: reason(payload)))
    default:
      break
    }
    return events
  }

  /// The cases of a parameterised test are one clause: one case that cannot tell makes all of it inconclusive, and
  /// it is skipped if every case was. A few skipped cases are only worth a note.
  private func casesThatEndedThemselves(_ clause: String, _ seen: Progress) -> [Event] {
    var unsure: [String] = []
    var skips: [String] = []
    for reason in seen.cancelledCases {
      switch cancellation(of: clause, because: reason) {
      case .inconclusive(_, let reason): if !unsure.contains(reason) { unsure.append(reason) }
      case .skipped(_, let reason): if !skips.contains(reason) { skips.append(reason) }
      default: break
      }
    }
    if !unsure.isEmpty { return [.inconclusive(clause: clause, reason: unsure.joined(separator: "; "))] }
    if skips.isEmpty { return [] }
    let reasons = skips.joined(separator: "; ")
    if seen.cancelledCases.count >= seen.casesStarted { return [.skipped(clause: clause, reason: reasons)] }
    let count = "\(seen.cancelledCases.count) of \(seen.casesStarted) cases skipped"
    return [.note(clause: clause, "\(count): \(reasons)")]
  }

  // MARK: Issues

  private mutating func issue(_ payload: EventStreamLine.Payload) -> [Event] {
    guard let recorded = payload.issue else { return [] }
    // Test.cancel() inside withKnownIssue() throws through it and is recorded as the known issue.
    if recorded.error?.domain == "Testing.SkipInfo" { return [] }

    let messages = payload.messages ?? []
    var details = messages.filter { $0.symbol == "details" }.map(\.text)
    let comments = payload.comments ?? details

    if recorded.severity == "warning" {
      let text = comments.joined(separator: "\n")
      if let rig = text.droppingPrefix("rig:") { return [.rig(rig)] }
      guard let clause = clauseOfIssue(payload.testID) else { return [] }
      return [.note(clause: clause, text.droppingPrefix("note:") ?? text)]
    }
    guard let clause = clauseOfIssue(payload.testID) else { return [] }

    let headline = messages.first?.text ?? "An issue was recorded."
    let location = payload.sourceLocation ?? recorded.sourceLocation
    var issue = Issue(message: headline, location: location?.short)
    if recorded.isKnown == true {
      // The reason of the known issue is a detail after those of the expectation.
      let hasReason = details.count > (payload.comments?.count ?? 0)
      issue.known = hasReason ? details.removeLast() : "a known issue"
      progress[clause]?.sawKnownIssue = true
    } else {
      if headline == "Known issue was not recorded" {
        issue.isUnexpectedPass = true
        issue.known = details.last
        details = []
      }
      progress[clause]?.sawFailure = true
    }
    // `Issue recorded` says nothing; the comment does.
    let rest = messages.dropFirst().filter { $0.symbol != "details" }.map(\.text) + details
    let lines = headline == "Issue recorded" && !rest.isEmpty ? rest : [headline] + rest
    issue.message = lines.joined(separator: "\n")

    if payload.testID == nil, let instant = payload.instant?.absolute {
      // Swift Testing reports an issue of no test once for each of its plans, here twice.
      if let (last, then) = lastStrayIssue, last == issue, then == instant { return [] }
      lastStrayIssue = (issue, instant)
    }
    return [.issue(clause: clause, issue)]
  }

  /// A thread that the test made itself belongs to no test. Clauses run one at a time, so its issue is that of the
  /// one that began last.
  private func clauseOfIssue(_ testID: String?) -> String? {
    if testID != nil { return clause(of: testID) }
    return lastStarted
  }
}

extension EventStreamLine.SourceLocation {
  /// `BNDTests.swift:31`
  fileprivate var short: String? {
    guard let file = fileID?.split(separator: "/").last else { return nil }
    return line.map { "\(file):\($0)" } ?? String(file)
  }
}

extension String {
  /// What follows the prefix, without leading spaces; nil if the string does not begin with it.
  fileprivate func droppingPrefix(_ prefix: String) -> String? {
    guard hasPrefix(prefix) else { return nil }
    return String(dropFirst(prefix.count).drop(while: { $0 == " " }))
  }
}
