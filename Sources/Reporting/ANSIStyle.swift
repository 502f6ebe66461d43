/// The colours of a terminal that the tables use.
enum ANSIStyle: String {
  case bold = "1"
  case red = "1;31"
  case green = "32"
  case yellow = "33"

  /// Gives the text in this colour; without `color`, as it is.
  func callAsFunction(_ text: String, color: Bool) -> String {
    color && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
