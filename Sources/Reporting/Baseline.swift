import Clauses

/// The verdicts other than a pass that somebody accepts, by rig, clause and kernel. Whatever differs from them is red,
/// better or worse.
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

  /// A line of a file that is none of a baseline's.
  package struct SyntaxError: Error, Equatable, CustomStringConvertible {
    /// Counted from 1.
    package var line: Int
    /// What is wrong with it.
    package var reason: String
    /// A sentence.
    package var description: String { "line \(line): \(reason)" }

    /// This line is wrong, for this reason.
    package init(line: Int, reason: String) {
      self.line = line
      self.reason = reason
    }
  }

  private var accepted: [Place: Verdict.Kind] = [:]

  /// How many verdicts are accepted.
  package var count: Int { accepted.count }

  /// Nothing but passes is accepted.
  package init() {}

  /// Reads a file's text. Throws a `SyntaxError`.
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
    // Red it is anyhow, and nobody saw the promise broken.
    case (nil, .inconclusive) where result.isRed: return nil
    case (nil, .skip), (nil, .expectedFailure), (nil, .inconclusive): return .differs(accepted: .pass)
    case (nil, .fail), (nil, .unexpectedPass), (nil, .hung), (nil, .crashed): return nil
    case (let accepted?, _): return accepted == seen ? .accepted : .differs(accepted: accepted)
    }
  }

  private func isCompared(_ result: ClauseResult) -> Bool {
    result.clause.grade != .record || result.unjudged.isRed
  }

  /// The file's text, by kernel, rig and clause.
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
