extension String {
  /// The lines without trailing spaces, control characters written as `\x1B`. Kernel logs and terminal output are full of
  /// them.
  var printableLines: [String] {
    split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { line in
        var text = ""
        for scalar in line.unicodeScalars {
          if scalar == "\t" {
            text += "  "
          } else if scalar.properties.generalCategory == .control {
            let code = String(scalar.value, radix: 16, uppercase: true)
            text += "\\x" + (code.count < 2 ? "0" : "") + code
          } else {
            text.unicodeScalars.append(scalar)
          }
        }
        while text.last == " " { text.removeLast() }
        return text
      }
  }

  /// The text on one line, its lines joined with semicolons.
  var onOneLine: String {
    printableLines.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// The text in lines of at most `width` characters, broken at spaces; a longer word stays whole.
  func wrapped(to width: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  var withoutTrailingSpaces: String { String(reversed().drop { $0 == " " }.reversed()) }

  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columns))
  }

  /// The number of a terminal's columns that the text takes: Chinese, Japanese and Korean characters and emoji take two.
  var columns: Int {
    reduce(0) { sum, character in
      let isWide = character.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
          0xFF00...0xFF60,
          0xFFE0...0xFFE6, 0x20000...0x3FFFD:
          true
        default: scalar.properties.isEmojiPresentation || scalar.value == 0xFE0F
        }
      }
      return sum + (isWide ? 2 : 1)
    }
  }
}
