import KernelLab
import SystemPackage

/// What a guest left behind: the kernel's log on its console, what the tests printed and what the device saw.
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

  /// Why the kernel stopped, in its own words.
  var lastWords: String {
    let first = Guest.firstOops(in: console) ?? console.firstIndex { $0.contains("Kernel panic") }
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

  /// What the emulated device saw that the protocol does not allow, whichever clause was running.
  var deviceSaid: [Substring] { device.split(whereSeparator: \.isNewline) }

  /// The kernel's log from where a clause began to where it ended, or to the end.
  func during(_ clause: String) -> [Substring] {
    guard let begin = console.lastIndex(where: { $0.hasSuffix("usbfs-conformance: \(clause) begins") }) else {
      return []
    }
    let rest = console[begin...]
    let end = rest.firstIndex { $0.hasSuffix("usbfs-conformance: \(clause) ends") } ?? rest.endIndex - 1
    return Array(rest[begin...end])
  }

  /// `[   12.345678] text` is text.
  private static func withoutTime(_ line: Substring) -> String {
    guard line.hasPrefix("["), let end = line.firstIndex(of: "]") else { return String(line) }
    return String(line[line.index(after: end)...].drop { $0 == " " })
  }
}
