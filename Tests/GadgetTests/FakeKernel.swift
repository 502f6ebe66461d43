import Foundation
import Subprocess
import Testing

/// A directory that stands in for the kernel, with configfs, sysfs and a place for run-time files.
final class FakeKernel: Sendable {
  /// A way to cut a run of the program short, at a change to the tree counted from 1.
  enum Cut: Sendable, Hashable {
    case refusal(at: Int)
    case signal(String, at: Int)
    case signals(String, from: Int)
  }

  struct Outcome: Sendable {
    var status: Int
    var output: String
    var errors: String
  }

  static let ours = "usbfs-conformance"

  let root: URL

  /// Makes a kernel with these UDCs and, for each that a name is given for, another gadget bound to it.
  init(udcs: [String] = ["dummy_udc.0"], foreignOn foreignUDC: String? = nil) async throws {
    let temporary = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    root = temporary.appending(path: "gadget-\(UUID().uuidString)")
    for directory in ["configfs/usb_gadget", "sys/class/udc", "fake"] {
      try FileManager.default.createDirectory(
        at: root.appending(path: directory), withIntermediateDirectories: true)
    }
    try Self.script.write(to: root.appending(path: "fake/kernel"), atomically: false, encoding: .utf8)
    for udc in udcs { try add(udc: udc) }
    guard let foreignUDC else { return }
    let foreign = try await sh(
      """
      mkdir "$gadgets/foreign" && mkdir "$gadgets/foreign/configs/c.1" &&
      mkdir "$gadgets/foreign/functions/Loopback.0" &&
      ln -s "$gadgets/foreign/functions/Loopback.0" "$gadgets/foreign/configs/c.1/Loopback.0" &&
      printf '%s\\n' \(foreignUDC) >"$gadgets/foreign/UDC"
      """)
    try #require(foreign.status == 0, "\(foreign.errors)")
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func add(udc: String) throws {
    let directory = "sys/class/udc/\(udc)"
    try FileManager.default.createDirectory(
      at: root.appending(path: directory), withIntermediateDirectories: true)
    try write("\n", to: "\(directory)/function")
    try write("configured\n", to: "\(directory)/state")
    try write("high-speed\n", to: "\(directory)/current_speed")
  }

  /// Runs the program as a shell would, with the fake's functions in front of it.
  func gadget(
    _ arguments: String..., in shell: Shell = .dash, lacking: Set<String> = [], cut: Cut? = nil
  ) async throws -> Outcome {
    try await run(". \"$PROGRAM\"", arguments, in: shell, lacking: lacking, cut: cut)
  }

  func gadget(
    _ arguments: [String], in shell: Shell = .dash, lacking: Set<String> = []
  ) async throws -> Outcome {
    try await run(". \"$PROGRAM\"", arguments, in: shell, lacking: lacking, cut: nil)
  }

  /// Runs a piece of shell against the fake.
  func sh(_ script: String, in shell: Shell = .dash) async throws -> Outcome {
    try await run(script, [], in: shell, lacking: [], cut: nil)
  }

  private func run(
    _ script: String, _ arguments: [String], in shell: Shell, lacking: Set<String>, cut: Cut?
  ) async throws -> Outcome {
    try write("0\n", to: "fake/steps")
    try write("", to: "fake/log")
    var environment: [Environment.Key: String?] = [
      "SYS": path("sys"), "CONFIGFS": path("configfs"), "RUNDIR": path("run"), "FAKE": path("fake"),
      "PROGRAM": Self.program, "LACKS": lacking.sorted().joined(separator: " "), "CUT_AT": "0", "CUT_HOW": "",
    ]
    switch cut {
    case .refusal(let step): (environment["CUT_AT"], environment["CUT_HOW"]) = ("\(step)", "refuse")
    case .signal(let name, let step): (environment["CUT_AT"], environment["CUT_HOW"]) = ("\(step)", name)
    case .signals(let name, let step):
      (environment["CUT_AT"], environment["CUT_HOW"]) = ("\(step)", name + "+")
    case nil: break
    }
    let shellArguments =
      shell.command.dropFirst() + ["-c", ". \"$FAKE/kernel\"\n\(script)", "gadget"] + arguments
    return try await spawn(
      shell.command[0], Array(shellArguments), environment: .inherit.updating(environment))
  }

  // MARK: - State

  func path(_ file: String) -> String { root.appending(path: file).path }

  func write(_ text: String, to file: String) throws {
    try text.write(toFile: path(file), atomically: false, encoding: .utf8)
  }

  func remove(_ file: String) throws { try FileManager.default.removeItem(atPath: path(file)) }

  func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: path(file)) }

  /// The text of a file without the newline at its end, or nil where there is none.
  func read(_ file: String) -> String? {
    guard let text = try? String(contentsOfFile: path(file), encoding: .utf8) else { return nil }
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// An attribute of the program's own gadget.
  func attribute(_ file: String) -> String? { read("configfs/usb_gadget/\(Self.ours)/\(file)") }

  /// The changes that the last run made to the tree, in order.
  var log: [String] { (read("fake/log") ?? "").split(separator: "\n").map(String.init) }

  /// The number of changes to the tree that the last run made or tried.
  var steps: Int { Int(read("fake/steps") ?? "") ?? 0 }

  /// The whole state of kernel and run-time folder: paths, the files' contents, the links' targets.
  func snapshot() throws -> [String: String] {
    var entries: [String: String] = [:]
    for top in ["configfs", "sys", "run"] {
      guard let walk = FileManager.default.enumerator(atPath: path(top)) else { continue }
      if exists(top) { entries[top] = "directory" }
      for case let below as String in walk {
        let file = "\(top)/\(below)"
        if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path(file)) {
          entries[file] = "-> \(target)"
        } else if let bytes = FileManager.default.contents(atPath: path(file)) {
          entries[file] = bytes.map { String($0, radix: 16) }.joined(separator: " ")
        } else {
          entries[file] = "directory"
        }
      }
    }
    return entries
  }

  // MARK: - The program

  /// `gadget/gadget` of the package that this file is in.
  static let program: String = {
    var directory = URL(filePath: #filePath).deletingLastPathComponent()
    while directory.path != "/" {
      let program = directory.appending(path: "gadget/gadget").path
      if FileManager.default.isReadableFile(atPath: program) { return program }
      directory.deleteLastPathComponent()
    }
    return "gadget/gadget"
  }()
}

/// Runs a program to its end; ended by a signal, it has the status that a shell would give it.
func spawn(
  _ program: String, _ arguments: [String], environment: Environment = .inherit
) async throws -> FakeKernel.Outcome {
  let result = try await run(
    .name(program), arguments: Arguments(arguments), environment: environment,
    output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
  let status =
    switch result.terminationStatus {
    case .exited(let code): Int(code)
    case .signaled(let signal): 128 + Int(signal)
    }
  return .init(status: status, output: result.standardOutput, errors: result.standardError)
}
