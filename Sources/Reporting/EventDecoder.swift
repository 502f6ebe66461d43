import Clauses
import FoundationEssentials
import GuestProtocol

/// Decodes the lines that the tests send: Swift Testing's event stream, and between its lines the records of
/// `GuestProtocol`, which begin with an at sign.
///
/// It keeps nothing but the display names of the tests, which the stream gives before it uses their ids; all that
/// depends on the order of events is the reducer's. The lines come out of a machine that may die at any byte, so a line
/// that cannot be read gives no events, and a test whose record is missing is known by the name in its id.
///
/// The comment of `withKnownIssue` is taken for the reason of the expected failure.
package struct EventDecoder: Sendable {
  /// The display names in the records of the tests, by id.
  private var names: [String: String] = [:]

  private static let json = JSONDecoder()

  /// A decoder that has seen nothing.
  package init() {}

  /// The events that one line stands for.
  package mutating func decode(line: String) -> [Event] {
    if line.first == "@" { return record(line) }
    guard let line = try? Self.json.decode(EventStreamLine.self, from: Data(line.utf8)) else { return [] }
    let payload = line.payload
    if line.kind == "test" {
      if payload.kind == "function", let id = payload.id, let name = payload.displayName { names[id] = name }
      return []
    }
    guard line.kind == "event" else { return [] }
    if payload.kind == "runStarted" { return [.processStarted] }
    if payload.kind == "issueRecorded" { return issue(payload) }
    guard let clause = clause(of: payload.testID) else { return [] }
    switch payload.kind {
    case "testStarted":
      return payload.instant.map { [.started(clause: clause, at: $0.absolute)] } ?? []
    case "testCaseStarted":
      return [.caseStarted(clause: clause)]
    case "testSkipped":
      return [.skipped(clause: clause, reason: Self.reason(payload))]
    case "testCancelled":
      return [.cancelled(clause: clause, reason: Self.cancellationReason(payload))]
    case "testCaseCancelled":
      return [.caseCancelled(clause: clause, reason: Self.cancellationReason(payload))]
    case "testEnded":
      return payload.instant.map { [.ended(clause: clause, at: $0.absolute, Self.end(payload))] } ?? []
    default:
      return []
    }
  }

  // MARK: Records

  /// The event of a record; none for the other words of a guest, which are its supervisor's business.
  private func record(_ line: String) -> [Event] {
    // A serial line ends its lines with a carriage return, too; the texts' own are escaped.
    let line = line.hasSuffix("\r") ? String(line.dropLast()) : line
    guard case .record(let record)? = GuestMessage(line: line) else { return [] }
    switch record {
    case .rig(let description):
      return [.rig(description)]
    case .note(let clause, let kind, let text):
      return Catalogue.clause(clause) == nil ? [] : [.note(clause: clause, Note(kind, text))]
    case .skip(let clause, let reason):
      return Catalogue.clause(clause) == nil ? [] : [.skipped(clause: clause, reason: Self.given(reason))]
    case .inconclusive(let clause, let reason):
      return Catalogue.clause(clause) == nil
        ? [] : [.inconclusive(clause: clause, reason: Self.given(reason))]
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

  /// The reason that Swift Testing gives for a skip or a cancellation; empty if none.
  private static func reason(_ payload: EventStreamLine.Payload) -> String {
    let reason = (payload.comments ?? []).joined(separator: "; ")
    if !reason.isEmpty { return reason }
    // Without the experimental fields only the message has it: `Test "..." skipped: "why"`.
    if let text = payload.messages?.first?.text, let quote = text.firstRange(of: ": \""), text.hasSuffix("\"")
    {
      return String(text[quote.upperBound...].dropLast())
    }
    return ""
  }

  private static func cancellationReason(_ payload: EventStreamLine.Payload) -> String {
    given(reason(payload))
  }

  private static func given(_ reason: String) -> String { reason.isEmpty ? "no reason given" : reason }

  private static func end(_ payload: EventStreamLine.Payload) -> Event.End {
    switch payload.messages?.first?.symbol {
    case "fail": .failed
    case "passWithKnownIssue": .passedWithKnownIssue
    case "skip": .skipped(reason: cancellationReason(payload))
    default: .passed
    }
  }

  // MARK: Issues

  private func issue(_ payload: EventStreamLine.Payload) -> [Event] {
    guard let recorded = payload.issue else { return [] }
    // Test.cancel() inside withKnownIssue() throws through it and is recorded as the known issue.
    if recorded.error?.domain == "Testing.SkipInfo" { return [] }
    let clause = clause(of: payload.testID)
    // An issue of a test that is no clause is nobody's; one of no test at all is the running clause's.
    if payload.testID != nil, clause == nil { return [] }

    let messages = payload.messages ?? []
    var details = messages.filter { $0.symbol == "details" }.map(\.text)
    if Self.isWarning(recorded, messages) {
      return [.note(clause: clause, Note(.remark, (payload.comments ?? details).joined(separator: "\n")))]
    }

    let headline = messages.first?.text ?? "An issue was recorded."
    let location = payload.sourceLocation ?? recorded.sourceLocation
    var issue = Issue(message: headline, location: location?.short)
    if recorded.isKnown == true {
      // The reason of the known issue is a detail after those of the expectation.
      let hasReason = details.count > (payload.comments?.count ?? 0)
      issue.known = hasReason ? details.removeLast() : "a known issue"
    } else if headline == "Known issue was not recorded" {
      issue.isUnexpectedPass = true
      issue.known = details.last
      details = []
    }
    // `Issue recorded` says nothing; the comment does.
    let rest = messages.dropFirst().filter { $0.symbol != "details" }.map(\.text) + details
    let lines = headline == "Issue recorded" && !rest.isEmpty ? rest : [headline] + rest
    issue.message = lines.joined(separator: "\n")
    return [.issue(clause: clause, issue, at: clause == nil ? payload.instant?.absolute : nil)]
  }

  /// Version 0 of the stream has no severity, but the symbol.
  private static func isWarning(
    _ issue: EventStreamLine.RecordedIssue, _ messages: [EventStreamLine.Message]
  ) -> Bool {
    guard let severity = issue.severity ?? issue.experimentalSeverity else {
      return messages.first?.symbol == "warning"
    }
    return severity == "warning"
  }
}

extension EventStreamLine.SourceLocation {
  /// The file's name and the line, such as `BNDTests.swift:31`.
  fileprivate var short: String? {
    guard let file = fileID?.split(separator: "/").last else { return nil }
    return line.map { "\(file):\($0)" } ?? String(file)
  }
}
