import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

enum XMLDocumentCheck {
  /// Fails the test unless the text is well-formed.
  static func parse(_ text: String) throws {
    let parser = XMLParser(data: Data(text.utf8))
    let good = parser.parse()
    try #require(good, "\(String(describing: parser.parserError))")
  }
}
