import Clauses

/// Writes a whole run as JUnit XML, which CI services show as a list of tests.
///
/// The format knows passes, failures, errors and skips. A clause that hung or killed the kernel is an error, and so
/// is a promise that the run could not judge; an expected failure is a pass whose output says why. A run that has no
/// verdict has one more case, which is an error.
///
/// The kernel and the rig are part of a case's class, for services that are given the documents of several runs take
/// cases of one class and name for one case.
package enum JUnitWriter {
  /// The whole document.
  /// - Parameter breakdown: The reason why the run has no verdict; nil if it has one.
  package static func document(_ run: RunInfo, _ results: [ClauseResult], noVerdict breakdown: String? = nil)
    -> String
  {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    var totals = Counts(results)
    if breakdown != nil {
      totals.tests += 1
      totals.errors += 1
    }
    lines.append("<testsuites name=\"usbfs-conformance\" \(totals.attributes)>")
    for family in Family.allCases {
      let members = results.filter { $0.clause.family == family }
      if members.isEmpty { continue }
      let name = attribute("\(family.rawValue): \(family.title)")
      lines.append("  <testsuite name=\(name) \(Counts(members).attributes)>")
      lines.append("    <properties>")
      for (key, value) in [
        ("kernel", run.kernelRelease), ("kernel spec", run.kernelSpec), ("rig", run.rig),
        ("rig detail", run.rigDetail),
      ] {
        lines.append("      <property name=\(attribute(key)) value=\(attribute(value))/>")
      }
      lines.append("    </properties>")
      let className = "\(run.kernelName).\(run.rig).\(family.rawValue)"
      lines += members.flatMap { testCase($0, className) }
      lines.append("  </testsuite>")
    }
    if let breakdown {
      let className = "\(run.kernelName).\(run.rig)"
      lines += [
        "  <testsuite name=\"verdict\" tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">",
        "    <testcase classname=\(attribute(className)) name=\"verdict\" time=\"0.000\">",
        "      <error type=\"no verdict\" message=\(attribute(breakdown.onOneLine))>"
          + breakdown.escapedForXML() + "</error>", "    </testcase>", "  </testsuite>",
      ]
    }
    lines.append("</testsuites>")
    return lines.map { $0 + "\n" }.joined()
  }

  // MARK: Cases

  private enum Outcome {
    case passed
    case failure(type: String)
    case error(type: String)
    case skipped

    init(_ result: ClauseResult) {
      switch result.verdict {
      case .hung, .crashed: self = .error(type: result.verdict.name)
      case .inconclusive: self = result.isRed ? .error(type: "inconclusive") : .skipped
      case .skip: self = .skipped
      case .fail, .unexpectedPass: self = result.isRed ? .failure(type: result.verdict.name) : .passed
      case .pass, .expectedFailure: self = .passed
      }
    }
  }

  private struct Counts {
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var seconds = 0.0

    init(_ results: [ClauseResult]) {
      tests = results.count
      for result in results {
        seconds += result.duration ?? 0
        switch Outcome(result) {
        case .passed: break
        case .failure: failures += 1
        case .error: errors += 1
        case .skipped: skipped += 1
        }
      }
    }

    var attributes: String {
      "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\" "
        + "time=\"\(seconds.thousandths)\""
    }
  }

  private static func testCase(_ result: ClauseResult, _ className: String) -> [String] {
    let clause = result.clause
    var lines = [
      "    <testcase classname=\(attribute(className)) name=\(attribute(clause.testName)) "
        + "time=\"\((result.duration ?? 0).thousandths)\">"
    ]
    let reason = result.verdict.reason
    switch Outcome(result) {
    case .passed:
      break
    case .skipped:
      var message = reason ?? ""
      if case .inconclusive = result.verdict { message = "inconclusive: \(message)" }
      lines.append("      <skipped message=\(attribute(message))/>")
    case .failure(let type):
      lines.append(element("failure", type, result))
    case .error(let type):
      lines.append(element("error", type, result))
    }
    var output: [String] = []
    if case .expectedFailure(let why) = result.verdict, !result.isRecorded {
      output.append("expected failure: \(why)")
      output += result.reportedIssues.map(describe)
    }
    output += result.remarks.map { result.isRecorded ? "recorded: \($0)" : "note: \($0)" }
    if !output.isEmpty {
      lines.append("      <system-out>\(output.joined(separator: "\n").escapedForXML())</system-out>")
    }
    lines.append("    </testcase>")
    return lines
  }

  private static func element(_ name: String, _ type: String, _ result: ClauseResult) -> String {
    let first = result.reportedIssues.first { $0.known == nil }?.message.onOneLine
    let message = result.verdict.reason ?? first ?? "failed"
    let body = ["expected: \(result.clause.text)"] + result.reportedIssues.map(describe)
    return "      <\(name) type=\(attribute(type)) message=\(attribute(message))>"
      + body.joined(separator: "\n").escapedForXML() + "</\(name)>"
  }

  private static func describe(_ issue: Issue) -> String {
    var text = issue.message
    if let location = issue.location { text += "\nat \(location)" }
    return text
  }

  // MARK: XML

  private static func attribute(_ value: String) -> String { "\"\(value.escapedForXML(inAttribute: true))\"" }
}

extension Double {
  /// The number with three decimals, whatever the locale: `0.013`.
  fileprivate var thousandths: String {
    guard isFinite, magnitude < 1e12 else { return "0.000" }
    let thousandths = Int((self * 1000).rounded())
    let fraction = String(abs(thousandths) % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
  }
}
