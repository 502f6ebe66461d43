import Clauses
import Foundation
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Every format, read back without the code that wrote it, tells the same of each clause.
struct AgreementTests {
  /// What all formats can tell of a clause.
  struct Observation: Equatable, CustomStringConvertible {
    var isRed = false
    var isSkipped = false
    var isExpectedFailure = false

    var description: String {
      isRed ? "red" : isSkipped ? "skipped" : isExpectedFailure ? "expected failure" : "green"
    }
  }

  /// Results with a name.
  struct Results: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var list: [ClauseResult]
  }

  /// The recorded streams, and a clause of each grade with each verdict.
  static let all: [Results] =
    Recorded.all.map { stream in
      let last = Dictionary(stream.results.map { ($0.clause.id, $0) }, uniquingKeysWith: { $1 })
      return Results(testDescription: stream.name, list: stream.clauses.compactMap { last[$0.id] })
    }
    + [
      Verdict.pass, .fail, .skip("x"), .expectedFailure("x"), .unexpectedPass("x"), .hung("x"),
      .crashed("x"), .inconclusive("x"), .inconclusive("x", didRun: false),
    ].map { verdict in
      Results(
        testDescription: "\(verdict)",
        list: ["UNM-1", "UNM-9", "MAP-11", "ALI-1"].map { result($0, verdict) })
    }

  @Test(arguments: all)
  func `all formats agree on every clause`(_ results: Results) throws {
    let results = results.list
    let run = recordedRun(results)
    let expected = try Self.jsonLines(JSONLines.document(run.record))
    #expect(Set(expected.keys) == Set(results.map(\.clause.id)))
    #expect(try Self.readKTAP(ktap(results)) == expected, "KTAP")
    #expect(try Self.junit(JUnitWriter.document(run.record.run, results)) == expected, "JUnit")
    #expect(try Self.kcidb(KCIDBWriter.document([run], origin: "lab")) == expected, "KCIDB")
    #expect(try Self.github(GitHubWriter.document([run])) == expected, "GitHub")
    // What is green is no finding.
    let findings = try Self.gitlab([run])
    #expect(findings == expected.filter { $0.value != Observation() }, "GitLab")
  }

  @Test func `there is something to agree on`() throws {
    let observations = try Self.all.flatMap {
      try Self.jsonLines(JSONLines.document(recordedRun($0.list).record)).values
    }
    #expect(Set(observations.map(\.description)) == ["red", "skipped", "expected failure", "green"])
  }

  // MARK: Readers

  private typealias Object = [String: Any]

  /// The words of README.md in code of their own.
  private static func jsonLines(_ text: String) throws -> [String: Observation] {
    var observations: [String: Observation] = [:]
    for line in text.split(separator: "\n") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? Object)
      guard object["kind"] as? String == "clause" else { continue }
      let id = try #require(object["id"] as? String)
      let grade = try #require(object["grade"] as? String)
      let records = grade == "RECORD"
      let promises = grade == "MUST" || grade.hasPrefix("SINCE ")
      switch try #require(object["verdict"] as? String) {
      case "hung", "crashed": observations[id] = Observation(isRed: true)
      case "fail", "unexpected pass": observations[id] = Observation(isRed: !records)
      case "inconclusive": observations[id] = Observation(isRed: promises, isSkipped: !promises)
      case "skip": observations[id] = Observation(isSkipped: true)
      case "expected failure": observations[id] = Observation(isExpectedFailure: !records)
      case "pass": observations[id] = Observation()
      case let other: throw Unreadable(text: other)
      }
    }
    return observations
  }

  private struct Unreadable: Error { var text: String }

  private static func readKTAP(_ text: String) throws -> [String: Observation] {
    var observations: [String: Observation] = [:]
    let line = /^ +(not )?ok \d+ ([A-Z]+-\d+): [^#]*(?:# (SKIP|XFAIL).*)?$/
    for match in text.split(separator: "\n").compactMap({ $0.firstMatch(of: line) }) {
      observations[String(match.2)] = Observation(
        isRed: match.1 != nil, isSkipped: match.3 == "SKIP", isExpectedFailure: match.3 == "XFAIL")
    }
    return observations
  }

  private static func junit(_ text: String) throws -> [String: Observation] {
    let reader = JUnitReader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    try #require(parser.parse())
    return reader.observations
  }

  private static func kcidb(_ text: String) throws -> [String: Observation] {
    let document = try KCIDBWriterTests.objects(text)
    let incidents = Dictionary(
      uniqueKeysWithValues: document["incidents", default: []].compactMap { incident in
        (incident["test_id"] as? String).map { ($0, incident["present"] as? Bool) }
      })
    var observations: [String: Observation] = [:]
    for test in document["tests", default: []] where test["path"] as? String != "usbfs_zerocopy" {
      let path = try #require(test["path"] as? String).split(separator: ".")
      #expect(path.count == 3 && path[0] == "usbfs_zerocopy" && path[2].hasPrefix(path[1] + "-"))
      let known = incidents[try #require(test["id"] as? String)] ?? nil
      let status = try #require(test["status"] as? String)
      let isKnown = status == "FAIL" && known == true
      observations[String(path[2])] = Observation(
        isRed: ["FAIL", "ERROR", "MISS"].contains(status) && !isKnown || known == false,
        isSkipped: status == "SKIP", isExpectedFailure: isKnown)
    }
    return observations
  }

  private static func github(_ text: String) throws -> [String: Observation] {
    let errors = GitHubWriterTests.Command.all(text).filter { $0.name == "error" }.flatMap { error in
      let title = error.title ?? ""
      return title.hasPrefix("and ")
        ? error.message.split(separator: "; ").map(String.init) : [String(title.prefix { $0 != ":" })]
    }
    var observations: [String: Observation] = [:]
    for match in text.split(separator: "\n").compactMap({ $0.firstMatch(of: /^([A-Z]+-\d+) +(.*)$/) }) {
      let isRed = errors.contains(String(match.1))
      observations[String(match.1)] = Observation(
        isRed: isRed,
        isSkipped: !isRed && (match.2.hasPrefix("skip") || match.2.hasPrefix("inconclusive")),
        isExpectedFailure: match.2.hasPrefix("expected failure"))
    }
    return observations
  }

  private static func gitlab(_ runs: [RecordedRun]) throws -> [String: Observation] {
    let entries = try GitLabWriterTests.entries(runs)
    #expect(entries.allSatisfy { $0.description.hasPrefix($0.check_name + ": ") })
    return Dictionary(
      uniqueKeysWithValues: entries.map { entry in
        (
          entry.check_name,
          Observation(
            isRed: [.major, .critical, .blocker].contains(entry.severity),
            isSkipped: entry.severity == .info, isExpectedFailure: entry.severity == .minor)
        )
      })
  }
}

/// The cases of a JUnit document.
private final class JUnitReader: NSObject, XMLParserDelegate {
  var observations: [String: AgreementTests.Observation] = [:]
  private var id = ""
  private var text = ""

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    text = ""
    switch name {
    case "testcase":
      id = String(attributes["name", default: ""].prefix { $0 != ":" })
      observations[id] = .init()
    case "failure", "error": observations[id]?.isRed = true
    case "skipped": observations[id]?.isSkipped = true
    default: break
    }
  }

  func parser(_: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    if name == "system-out", text.hasPrefix("expected failure: ") {
      observations[id]?.isExpectedFailure = true
    }
  }
}
