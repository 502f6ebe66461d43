/// The kind of a note: what a report does with it depends on that, never on its words.
package enum NoteKind: String, Sendable, CaseIterable, Codable {
  /// A part of the clause that the rig did not reach. The text names the part.
  case unreached
  /// A measurement, or what a clause that only records has seen.
  case measured
  /// Anything else worth knowing beside the verdict.
  case remark
}
