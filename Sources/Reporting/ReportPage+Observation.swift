import Clauses

extension ReportPage {
  /// An observation of a clause, which the runs share that saw the same.
  struct Observation {
    /// The result of the first of these runs.
    let result: ClauseResult
    var columns: [Int]

    /// Whether the runs keep bundles, for somebody will want to know more.
    var hasEvidence: Bool {
      switch result.verdict {
      case .pass, .skip: false
      default: !result.isRecorded
      }
    }

    /// The observations of a clause. Passes and skips without a note are none.
    static func observations(of clause: Clause, in columns: [Column]) -> [Observation] {
      var observations: [(key: [String], observation: Observation)] = []
      for (index, column) in columns.enumerated() {
        guard let result = column.results[clause.id] else { continue }
        switch result.verdict {
        case .pass where result.remarks.isEmpty && !result.isRecorded: continue
        case .skip where result.remarks.isEmpty: continue
        default: break
        }
        let key = [result.wordAndReason] + result.remarks + [""] + result.observation.map(withoutAddresses)
        if let known = observations.firstIndex(where: { $0.key == key }) {
          observations[known].observation.columns.append(index)
        } else {
          observations.append((key, Observation(result: result, columns: [index])))
        }
      }
      return observations.map(\.observation)
    }

    /// The line without addresses, which no two runs share.
    private static func withoutAddresses(_ line: String) -> String {
      line.split(separator: "0x", omittingEmptySubsequences: false).enumerated().map { index, part in
        let digits = part.prefix(while: \.isHexDigit)
        return index > 0 && digits.count >= 8 ? String(part.dropFirst(digits.count)) : String(part)
      }.joined(separator: "0x")
    }
  }

  /// A change of verdict: the first kernel on which the verdict of some rigs is another than before.
  struct Change: Equatable {
    let kernel: Int
    let from: String
    let to: String
    /// The columns of these rigs on that kernel.
    var columns: [Int]

    static func changes(of clause: Clause, in columns: [Column]) -> [Change] {
      var last: [String: String] = [:]
      var done: Set<String> = []
      var changes: [Change] = []
      for (index, column) in columns.enumerated() {
        guard let word = column.results[clause.id]?.shortWord else { continue }
        guard let before = last.updateValue(word, forKey: column.label), before != word,
          done.insert(column.label).inserted
        else { continue }
        if let known = changes.firstIndex(where: {
          ($0.kernel, $0.from, $0.to) == (column.kernel, before, word)
        }) {
          changes[known].columns.append(index)
        } else {
          changes.append(
            Change(kernel: column.kernel, from: before, to: word, columns: [index]))
        }
      }
      return changes
    }
  }
}
