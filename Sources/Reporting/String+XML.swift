extension String {
  /// The text escaped for XML and HTML. What XML 1.0 cannot hold even escaped, most control characters, is written as `\x1B`.
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
