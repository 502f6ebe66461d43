import GuestProtocol

/// A statement that a test makes beside its verdict.
package struct Note: Sendable, Equatable, CustomStringConvertible {
  /// The kind, on which depends what a report does with the note.
  package var kind: NoteKind
  /// The statement; of kind `unreached` only the name of the part that was not reached.
  package var text: String

  /// A note of a kind.
  package init(_ kind: NoteKind, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// The note as the reports print it, such as `not reached: interrupt`.
  package var description: String {
    switch kind {
    case .unreached: "not reached: \(text)"
    case .measured, .remark: text
    }
  }
}

extension Note: Codable {
  private enum CodingKeys: CodingKey { case kind, text }

  /// Reads an object with a kind and a text. A bare string, as files from before notes had kinds hold it, is a remark, and
  /// so is a note of a kind that this version does not know.
  package init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self.init(.remark, text)
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = NoteKind(rawValue: try container.decode(String.self, forKey: .kind))
    self.init(kind ?? .remark, try container.decode(String.self, forKey: .text))
  }
}
