import Clauses

/// A baseline: the verdicts other than a pass that are accepted, by rig, clause and kernel.
///
/// Every other verdict is red, whether it is better or worse.
///
/// As a file it has a line for each: `RIG CLAUSE VERDICT KERNEL`, the verdict with hyphens (`expected-failure`), the
/// kernel's spec without a version, for a baseline outlives versions. Empty lines and what follows a number sign are
/// passed over. RECORD clauses have no right and wrong, so they are only compared where they hang or crash.
package struct Baseline: Sendable, Equatable {
  private struct Place: Hashable {
    var kernel: String
    var rig: String
    var clause: String
  }

  /// A syntax error in a baseline's file.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// The number of the line, from 1.
    package var line: Int
    /// The reason.
    package var reason: String
    /// The line and the reason in one sentence.
    package var description: String { "line \(line): \(reason)" }

    /// An error in this line, for this reason.
    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }

  private var accepted: [Place: Verdict.Kind] = [:]

  /// The number of accepted verdicts.
  package var count: Int { accepted.count }

  /// A baseline that accepts nothing but passes.
  package init() {}

  /// Parses the text of a baseline's file. Throws a `SyntaxError`.
  package init(parsing text: String) throws {
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let words = line.prefix { $0 != "#" }.split(maxSplits: 3, whereSeparator: \.isWhitespace).map(
        String.init)
      if words.isEmpty { continue }
      func misread(_ reason: String) -> SyntaxError { SyntaxError(line: index + 1, reason: reason) }
      guard words.count == 4 else { throw misread("RIG CLAUSE VERDICT KERNEL is wanted") }
      guard Catalogue.clause(words[1]) != nil else { throw misread("no clause \(words[1])") }
      let name = words[2].split(separator: "-").joined(separator: " ")
      guard let verdict = Verdict.Kind(rawValue: name), verdict != .pass else {
        throw misread("no verdict \(words[2]) to accept")
      }
      let kernel = words[3].drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
      let place = Place(kernel: String(kernel), rig: words[0], clause: words[1])
      guard accepted.updateValue(verdict, forKey: place) == nil else {
        throw misread("\(words[1]) on \(words[0]) has a line already")
      }
    }
  }

  /// Accepts what was seen of these clauses on a rig of a kernel, in place of what was accepted before.
  package mutating func accept(_ results: [ClauseResult], kernel: String, rig: String) {
    for result in results where isCompared(result) {
      accepted[Place(kernel: kernel, rig: rig, clause: result.clause.id)] =
        result.seen == .pass ? nil : result.seen.kind
    }
  }

  /// The result with this baseline's judgement in place of any other.
  package func judge(_ result: ClauseResult, kernel: String, rig: String) -> ClauseResult {
    var judged = result.unjudged
    guard isCompared(result) else { return judged }
    judged.judgement = judgement(
      on: judged, accepting: accepted[Place(kernel: kernel, rig: rig, clause: result.clause.id)])
    return judged
  }

  private func judgement(on result: ClauseResult, accepting accepted: Verdict.Kind?) -> Judgement? {
    let seen = result.seen.kind
    switch (accepted, seen) {
    case (nil, .pass), (.skip, .skip), (.expectedFailure, .expectedFailure): return nil
    // It is red anyhow, and nobody saw the promise broken.
    case (nil, .inconclusive) where result.isRed: return nil
    case (nil, .skip), (nil, .expectedFailure), (nil, .inconclusive): return .differs(accepted: .pass)
    case (nil, .fail), (nil, .unexpectedPass), (nil, .hung), (nil, .crashed): return nil
    case (let accepted?, _): return accepted == seen ? .accepted : .differs(accepted: accepted)
    }
  }

  private func isCompared(_ result: ClauseResult) -> Bool {
    result.clause.grade != .record || result.unjudged.isRed
  }

  /// The text of the baseline's file, sorted by kernel, rig and clause.
  package var text: String {
    let order = Dictionary(uniqueKeysWithValues: Catalogue.clauses.enumerated().map { ($1.id, $0) })
    let lines = accepted.sorted {
      ($0.key.kernel, $0.key.rig, order[$0.key.clause] ?? 0) < (
        $1.key.kernel, $1.key.rig, order[$1.key.clause] ?? 0
      )
    }.map { place, verdict in
      let word = verdict.rawValue.split(separator: " ").joined(separator: "-")
      return
        "\(place.rig.padded(to: 10))  \(place.clause.padded(to: 6))  \(word.padded(to: 16))  \(place.kernel)\n"
    }
    return "# RIG CLAUSE VERDICT KERNEL: what is accepted, beside passes\n" + lines.joined()
  }
}
