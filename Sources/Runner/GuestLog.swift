import Clauses
import GuestProtocol
import KernelLab
import SystemPackage

/// The logs of a guest: the kernel's, the tests' output, QEMU's, and the protocol violations that the device saw.
struct GuestLog {
  let console: [Substring]
  private let tests: String
  private let machine: String
  private let device: String

  init(_ folder: FilePath) {
    console = FileSystem.text(folder.appending("console.log")).split(whereSeparator: \.isNewline)
    tests = FileSystem.text(folder.appending("tests.log"))
    machine = FileSystem.text(folder.appending("qemu.log"))
    device = FileSystem.text(folder.appending("device.log"))
  }

  /// The line with which the kernel stopped, or QEMU's if it was QEMU that gave up.
  var lastWords: String {
    let first = Guest.firstOops(in: console) ?? console.firstIndex { KernelReport.isPanic($0) }
    if let first { return Self.withoutTime(console[first]) }
    // Not the kernel's doing: QEMU itself gave up.
    if let line = machine.split(separator: "\n").last(where: { $0.contains("Assertion") }) {
      return "QEMU: \(line)"
    }
    return "the guest stopped without a word"
  }

  /// The last line of the tests' own output.
  var testsSaid: String { tests.split(whereSeparator: \.isNewline).last.map(String.init) ?? "nothing" }
  var allTestsSaid: String { tests }

  /// The protocol violations that the emulated device saw, whichever clause was running.
  var deviceSaid: [Substring] { device.split(whereSeparator: \.isNewline) }

  /// The kernel's log from where a clause began to where it ended, or to the end; all of it where none began.
  func during(_ clause: String) -> [Substring] {
    guard let begin = lastMark(.begins(clause: clause)) else {
      let isBeforeAll = Catalogue.clauses.allSatisfy { lastMark(.begins(clause: $0.id)) == nil }
      return isBeforeAll ? console : []
    }
    let rest = console[begin...]
    let end = rest.firstIndex { $0.hasSuffix(KernelLogMark.ends(clause: clause).line) } ?? rest.endIndex - 1
    return Array(rest[begin...end])
  }

  /// The index of the last line that is this mark.
  private func lastMark(_ mark: KernelLogMark) -> Int? { console.lastIndex { $0.hasSuffix(mark.line) } }

  /// `[   12.345678] text` is text.
  private static func withoutTime(_ line: Substring) -> String {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return String(line) }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }
}
