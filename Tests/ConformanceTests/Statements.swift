import GuestProtocol
import Rig
import Testing

/// Says which parts of the clause this rig does not reach; nothing if there are none.
func unreached(_ parts: [String]) {
  if !parts.isEmpty { note(.unreached, parts.joined(separator: ", ")) }
}

/// Says which part of the clause this rig does not reach.
func unreached(_ part: String) { unreached([part]) }

/// Says what was measured, or what a clause that only records has seen.
func measured(_ text: String) { note(.measured, text) }

/// Says anything else that is worth knowing beside the verdict.
func remark(_ text: String) { note(.remark, text) }

private func note(_ kind: NoteKind, _ text: String) {
  if Supervisor.isListening, let clause = RunningClause.current {
    Supervisor.send(.note(clause: clause.id, kind, text))
  } else {
    say("\(kind.rawValue): \(text)")
  }
}

/// Says something to whoever reads the output of the tests, where no supervisor listens.
func say(_ text: String) {
  #if compiler(>=6.3)
    Issue.record(Comment(rawValue: text), severity: .warning)
  #else
    // Before Swift 6.3 every issue is a failure.
    print(text)
  #endif
}

/// Ends the test: the rig turned out to lack something.
func skip(_ reason: String) throws -> Never {
  if let clause = RunningClause.current { Supervisor.send(.skip(clause: clause.id, reason: reason)) }
  throw ClauseEnded.skip(reason: reason)
}

/// Ends the test without a verdict: it ran and could not have failed, or its control was not seen.
func inconclusive(_ reason: String) throws -> Never {
  if let clause = RunningClause.current { Supervisor.send(.inconclusive(clause: clause.id, reason: reason)) }
  throw ClauseEnded.inconclusive(reason: reason)
}
