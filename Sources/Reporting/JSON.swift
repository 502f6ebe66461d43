import FoundationEssentials

/// A layout of JSON.
enum JSONLayout {
  /// One line, with the names of the properties.
  case line
  /// A line for each value, with underscores in the names, as CI systems want it.
  case document
}

extension Encodable {
  /// The value as JSON with sorted keys and a newline at its end.
  ///
  /// It is for structures of strings, integers and finite numbers, which cannot fail to encode.
  func json(_ layout: JSONLayout = .line) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if layout == .document {
      encoder.outputFormatting.insert(.prettyPrinted)
      encoder.keyEncodingStrategy = .convertToSnakeCase
    }
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
