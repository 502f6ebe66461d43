extension String {
  /// The lines without trailing spaces; control characters, of which kernel logs and terminal output are full, are
  /// written as `\x1B`.
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

  /// All of it on one line.
  var onOneLine: String {
    printableLines.filter { !$0.isEmpty }.joined(separator: "; ")
  }

  /// Lines of at most `width` characters, broken at spaces; a longer word stays whole.
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

  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
