/// A line that the guest says to its host on the control line, beside the lines of Swift Testing's event stream.
///
/// Each begins with an at sign, which no line of the event stream does. The texts of clause records are escaped, so that a
/// record is one line whatever it says.
package enum GuestMessage: Sendable, Equatable {
  /// The guest waits for its environment and for the word to run; the host takes its snapshot now.
  case ready
  /// The modules under test are being loaded: from here on what stops the guest is the kernel's doing.
  case loading
  /// The device is to be connected to the host controller.
  case plug
  /// The device is to leave the bus.
  case unplug
  /// The tests ended with this exit status.
  case exit(Int)
  /// The guest could not begin, for a reason that is the harness's or a broken module's.
  case failed(String)
  /// The kernel lacks a part that the rig is made of.
  case lacking(String)
  /// A file for the host, where the guest has no serial port of its own for files.
  case file(name: String, base64: String)
  /// A statement about a clause, or about the rig.
  case record(ClauseRecord)

  /// The words that follow the at sign.
  package enum Word: String, CaseIterable, Sendable {
    case ready, loading, plug, unplug, exit, failed, lacking, file, rig, note, skip, inconclusive
  }

  /// The line without its end.
  package var line: String {
    switch self {
    case .ready: "@\(Word.ready.rawValue)"
    case .loading: "@\(Word.loading.rawValue)"
    case .plug: "@\(Word.plug.rawValue)"
    case .unplug: "@\(Word.unplug.rawValue)"
    case .exit(let status): "@\(Word.exit.rawValue) \(status)"
    case .failed(let reason): "@\(Word.failed.rawValue) \(reason.escapedForLine)"
    case .lacking(let reason): "@\(Word.lacking.rawValue) \(reason.escapedForLine)"
    case .file(let name, let base64): "@\(Word.file.rawValue) \(name) \(base64)"
    case .record(.rig(let description)): "@\(Word.rig.rawValue) \(description.escapedForLine)"
    case .record(.note(let clause, let kind, let text)):
      "@\(Word.note.rawValue) \(clause) \(kind.rawValue) \(text.escapedForLine)"
    case .record(.skip(let clause, let reason)): "@\(Word.skip.rawValue) \(clause) \(reason.escapedForLine)"
    case .record(.inconclusive(let clause, let reason)):
      "@\(Word.inconclusive.rawValue) \(clause) \(reason.escapedForLine)"
    }
  }

  /// Reads a line; nil if it is none of these, or was cut.
  package init?(line: some StringProtocol) {
    guard line.first == "@" else { return nil }
    let (name, rest) = String(line.dropFirst()).cutAtSpace
    guard let word = Word(rawValue: name) else { return nil }
    // Not of a file, which may have megabytes.
    var text: String { rest.unescapedFromLine }
    let (clause, afterClause) = rest.cutAtSpace
    switch word {
    case .ready: self = .ready
    case .loading: self = .loading
    case .plug: self = .plug
    case .unplug: self = .unplug
    case .exit:
      guard let status = Int(rest) else { return nil }
      self = .exit(status)
    case .failed: self = .failed(text)
    case .lacking: self = .lacking(text)
    case .file:
      // A file that is cut is no file: base64 comes in fours.
      guard !clause.isEmpty, !afterClause.isEmpty, afterClause.utf8.count % 4 == 0 else { return nil }
      self = .file(name: clause, base64: afterClause)
    case .rig: self = .record(.rig(text))
    case .note:
      let (kind, statement) = afterClause.cutAtSpace
      guard !clause.isEmpty, let kind = NoteKind(rawValue: kind) else { return nil }
      self = .record(.note(clause: clause, kind, statement.unescapedFromLine))
    case .skip:
      guard !clause.isEmpty else { return nil }
      self = .record(.skip(clause: clause, reason: afterClause.unescapedFromLine))
    case .inconclusive:
      guard !clause.isEmpty else { return nil }
      self = .record(.inconclusive(clause: clause, reason: afterClause.unescapedFromLine))
    }
  }
}

extension String {
  /// The word before the first space, and the text behind it.
  fileprivate var cutAtSpace: (String, String) {
    guard let space = firstIndex(of: " ") else { return (self, "") }
    return (String(self[..<space]), String(self[index(after: space)...]))
  }

  /// The text on one line.
  fileprivate var escapedForLine: String {
    var line = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\\": line += "\\\\"
      case "\n": line += "\\n"
      case "\r": line += "\\r"
      default: line.unicodeScalars.append(scalar)
      }
    }
    return line
  }

  /// The text that `escapedForLine` made a line of.
  fileprivate var unescapedFromLine: String {
    var text = ""
    var isEscaped = false
    for scalar in unicodeScalars {
      if isEscaped {
        switch scalar {
        case "n": text += "\n"
        case "r": text += "\r"
        default: text.unicodeScalars.append(scalar)
        }
        isEscaped = false
      } else if scalar == "\\" {
        isEscaped = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
