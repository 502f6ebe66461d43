import Foundation

/// The progress of a run of Swift Testing's tests, as its event stream tells it.
struct TestProgress {
  private struct Line: Decodable {
    var kind: String
    var payload: Payload
  }

  private struct Payload: Decodable {
    var kind: String
    var id: String?
    var name: String?
    var displayName: String?
    var testID: String?
    var issue: Issue?
  }

  private struct Issue: Decodable {
    var isKnown: Bool?
    var isFailure: Bool?
  }

  /// Test functions by their ids; suites begin and end, too, and count for nothing.
  private var names: [String: String] = [:]
  private var ended: Set<String> = []
  private var failed: Set<String> = []
  /// In the order in which they began.
  private var running: [(id: String, since: ContinuousClock.Instant)] = []

  /// Takes a line of the event stream; what is none is passed over.
  mutating func take(line: String) {
    guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)) else { return }
    let payload = line.payload
    if line.kind == "test", payload.kind == "function", let id = payload.id {
      names[id] = payload.displayName ?? payload.name
    }
    guard let id = payload.testID, names[id] != nil else { return }
    switch payload.kind {
    case "testStarted": running.append((id, .now))
    case "testEnded", "testSkipped":
      ended.insert(id)
      running.removeAll { $0.id == id }
    case "issueRecorded":
      if let issue = payload.issue, issue.isFailure ?? (issue.isKnown != true) { failed.insert(id) }
    default: break
    }
  }

  /// How many of how many tests ended, how long it took, and the test that has run longest of those that run.
  func status(since start: ContinuousClock.Instant) -> String {
    var text = "\(ended.count)/\(names.count) tests"
    if !failed.isEmpty { text += ", \(failed.count) failed" }
    text += ", \(Self.minutes(since: start))"
    guard let oldest = running.first, let name = names[oldest.id] else { return text }
    let others = running.count > 1 ? ", and \(running.count - 1) more" : ""
    return text + "; for \(Self.minutes(since: oldest.since)): \(name)\(others)"
  }

  private static func minutes(since start: ContinuousClock.Instant) -> String {
    let seconds = (ContinuousClock.now - start).components.seconds
    return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
  }
}
