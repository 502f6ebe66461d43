extension String {
  /// With escapes for what XML and HTML give a meaning, and for what XML 1.0 cannot hold at all, not even escaped:
  /// most control characters become `\x1B` and the like.
  func escapedForXML(inAttribute: Bool = false) -> String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "\r": text += "&#13;"
      case "\n": text += inAttribute ? "&#10;" : "\n"
      case "\t": text += inAttribute ? "&#9;" : "\t"
      case "\u{0}"..<"\u{20}", "\u{FFFE}", "\u{FFFF}":
        let code = String(scalar.value, radix: 16, uppercase: true)
        text += "\\x" + (code.count < 2 ? "0" : "") + code
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}
