/// A statement of the tests' about a clause, or about the rig, that is no failed expectation.
///
/// It crosses as a record of its own and not as an issue of Swift Testing's: those exist in one version of Swift Testing and not
/// in another, and their texts are cut in the event stream.
package enum ClauseRecord: Sendable, Equatable {
  /// The rig's description of itself, for the header of the reports.
  case rig(String)
  /// A statement that stands beside the clause's verdict.
  case note(clause: String, NoteKind, String)
  /// The clause was not run, or ended early, because the rig or the kernel lacks something.
  case skip(clause: String, reason: String)
  /// The clause ran and could not have failed, or its control was not seen.
  case inconclusive(clause: String, reason: String)
}
