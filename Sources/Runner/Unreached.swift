import KernelLab
import SystemPackage

/// The reasons why lines of the kernel are not reached: the table in unreached.txt.
///
/// A function's name begins a line; the text of its lines follows, two blanks deep, and below them, four deep, why
/// they, or ways from them, are not reached. Texts, not numbers, so that it fits other versions of the kernel.
struct Unreached {
  private struct Key: Hashable {
    let function: String
    let text: String
  }

  /// The file with the table.
  static let file = FileSystem.checkout.appending("Sources/Runner/unreached.txt")

  private var reasons: [Key: String] = [:]

  init(_ bytes: [UInt8]) {
    var function = ""
    var texts: [String] = []
    var isReason = false
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
      let text = String(line.drop { $0 == " " })
      switch line.prefix(while: { $0 == " " }).count {
      case 0: (function, texts) = (text, [])
      case 2:
        if isReason { texts = [] }
        texts.append(text)
      default:
        for key in texts {
          reasons[Key(function: function, text: key), default: ""] += (isReason ? " " : "") + text
        }
      }
      isReason = line.hasPrefix("    ")
    }
  }

  /// The reason why a line of a function, or a branch from it, is not reached; nil if there is none.
  func reason(for text: String, in function: String) -> String? {
    reasons[Key(function: function, text: text)]
  }

  /// Entries whose lines were reached after all, or are not there.
  func stale(given functions: [Coverage.Function]) -> [String] {
    reasons.keys.filter { key in
      let lines = functions.first { $0.name == key.function }?.lines.filter { $0.text == key.text } ?? []
      return lines.allSatisfy(\.isReached)
    }.map { "\($0.function): \($0.text)" }.sorted()
  }
}
