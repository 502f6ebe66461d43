import Clauses
import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// The command line as a user meets it, where no guest is needed.
@Suite struct CommandLineTests {
  /// - Parameters:
  ///   - programs: A folder whose programs come before the machine's own.
  ///   - cache: A folder that stands in for the user's cache.
  static func run(_ arguments: [String], programs: FilePath? = nil, cache: FilePath? = nil) async throws -> (
    output: String, errors: String, status: TerminationStatus
  ) {
    let variables = ProcessInfo.processInfo.environment
    let path = [programs?.string, variables["PATH"]].compactMap { $0 }.joined(separator: ":")
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-conformance")), arguments: Arguments(arguments),
      environment: .inherit.updating([
        "USBFS_CLAUSES": Products.folder.appending("usbfs-clauses").string,
        "PATH": path, "XDG_CACHE_HOME": cache?.string ?? variables["XDG_CACHE_HOME"],
      ]),
      output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
    return (result.standardOutput, result.standardError, result.terminationStatus)
  }

  /// A folder with a program of this name; what it does not play it leaves to the machine's own.
  static func standIn(for name: String, _ play: String, in scratch: FilePath) async throws -> FilePath {
    let folder = scratch.appending("bin")
    try FileSystem.make(folder)
    let program = folder.appending(name)
    try FileSystem.write("#!/bin/sh\n\(play)\nPATH=${PATH#*:} exec \(name) \"$@\"\n".utf8, to: program)
    try await Tool.run("chmod", ["+x", program.string])
    return folder
  }

  @Test func `--list shows every clause with its grade`() async throws {
    let (output, errors, status) = try await Self.run(["run", "--list"])
    #expect(status.isSuccess)
    #expect(errors.isEmpty)
    let lines = output.split(separator: "\n")
    #expect(lines.count == Catalogue.clauses.count)
    for (line, clause) in zip(lines, Catalogue.clauses) {
      #expect(line.hasPrefix(clause.id + " "))
      #expect(line.contains(clause.grade.name))
      #expect(line.hasSuffix(clause.title))
    }
  }

  @Test func `--list obeys the filter`() async throws {
    let (output, _, _) = try await Self.run(["run", "--list", "--filter", "UNM-9"])
    #expect(output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["--kernel", "/no/such/bzImage"], "no kernel at /no/such/bzImage"),
    (["--kernel", "debian:bookworm", "--modules", "/tmp"], "--modules goes with an image"),
  ])
  func `a kernel that cannot be had leaves no earlier verdict behind`(arguments: [String], says: String)
    async throws
  {
    try await FileSystem.withTemporary { folder in
      for file in ["results.jsonl", "results.ktap"] {
        try FileSystem.write("{}".utf8, to: folder.appending(file))
      }
      let (output, errors, status) = try await Self.run(["run", "--output", folder.string] + arguments)
      #expect(status == .exited(2) && output.isEmpty && errors.contains(says), "\(output)\(errors)")
      let report = try FileSystem.read(folder.appending("results.jsonl"))
      #expect(String(decoding: report, as: UTF8.self).contains(says))
    }
  }

  @Test func `shards have every clause once`() async throws {
    var dealt: [String] = []
    for index in 1...3 {
      let (output, _, _) = try await Self.run(["run", "--list", "--shard", "\(index)/3"])
      dealt += output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    }
    #expect(dealt.sorted() == Catalogue.clauses.map(\.id).sorted())
  }

  @Test(arguments: [
    (["run", "--kernel", "debian:nosuch"], "no kernel spec \"debian:nosuch\""),
    (
      ["run", "--rig", "dummy", "warp"],
      "no rig \"warp\": known are \(RigProfile.all.map(\.name).joined(separator: ", ")), and all for all of them"
    ),
    (["run", "--rig"], "Missing value for '--rig <rig>'"),
    (["run", "--filter", "NOSUCH-1"], "--filter NOSUCH-1 matches no clause"),
    (["run", "--filter", "("], "--filter ( is no clause"),
    (["run", "--memory", "64"], "192 to 8192"),
    (["run", "--replay", "CAP"], "no such clause"),
    (["run", "--replay", "CAP-1", "--filter", "MAP"], "exclude each other"),
    (["run", "--replace-module", "usbcore"], "NAME=FILE is wanted"),
    (["run", "--shard", "4/3"], "'4/3' is invalid"), (["run", "--shard", "1"], "'1' is invalid"),
    (["run", "--filter", "CAP-[123]", "--shard", "4/4"], "--shard 4/4: there are only 3 clauses"),
    (["run", "--expect", "/no/baseline"], "no baseline /no/baseline: --update-expect writes"),
    (["run", "--expect", "/etc/passwd"], "/etc/passwd, line 1: "),
    (["run", "--update-expect"], "--update-expect needs --expect FILE"),
    (["run", "--nonsense"], "Unknown option"), (["walk"], "walk"),
    (["image", "--modules", "/tmp"], "--modules goes with an image"),
    (["image", "--kernel", "debian:nosuch"], "no kernel spec \"debian:nosuch\""),
    (["mutants", "--kernel", "debian:sid"], "mutants are made of debian:bookworm and instrumented"),
    (["mutants", "--mutant", "no-such-*"], "no mutant no-such-*"),
    (
      ["mutants", "--mutant", "cap-bit-dropped", "--rig", "xhci"],
      "none of these mutants names one of these rigs"
    ),
    (["mutants", "--rig", "warp"], "no rig \"warp\""),
    (["report", "--format", "pdf"], "'pdf' is invalid"), (["report", "/no/such"], "no folder /no/such"),
    (["report", "--format", "kcidb"], "--format kcidb wants --origin"),
    (["report", "--format", "kcidb", "--origin", "My CI"], "--origin My CI: a-z, 0-9 and _ will do"),
    (["report", "--format", "gitlab", "--origin", "lab"], "--origin goes with --format kcidb"),
    (["report", "--origin", "lab"], "--origin goes with --format kcidb"),
  ])
  func `bad input is exit status 2 and says what is wrong`(arguments: [String], says: String) async throws {
    let (output, errors, status) = try await Self.run(arguments)
    #expect(status == .exited(2))
    #expect(output.isEmpty)
    #expect(errors.contains(says), "\(errors)")
  }

  @Test func `--help stands alone`() async throws {
    let (output, _, status) = try await Self.run(["run", "--help"])
    #expect(status.isSuccess)
    for word in [
      "--kernel", "--rig", "--filter", "--output", "--replace-module", "--append", "--memory", "--list",
      "--replay",
    ] {
      #expect(output.contains(word))
    }
    for rig in RigProfile.all { #expect(output.contains("\n  \(rig.name) ")) }
  }

  @Test(arguments: [
    ["dummy"], ["uhci", "dummy", "uhci"], ["all"], ["xhci-iommu", "all"],
  ])
  func `--rig takes words up to the next option`(words: [String]) async throws {
    let (output, errors, status) = try await Self.run(
      ["run", "--list", "--rig"] + words + ["--filter", "CAP-[123]"])
    #expect(status.isSuccess && errors.isEmpty, "\(errors)")
    #expect(output.split(separator: "\n").count == 3)
    let (_, complaint, _) = try await Self.run(["run", "--rig"] + words + ["warp", "--filter", "CAP-[123]"])
    #expect(complaint.contains("no rig \"warp\""), "the last word is a rig's, too")
  }

  // MARK: Reports

  private static let results = """
    {"kernelRelease":"6.1.0","kernelSpec":"bzImage","kind":"run","rig":"dummy","rigDetail":"","started":"2026-11-23T01:25:58Z"}
    {"grade":"MUST","id":"UNM-3","issues":[],"kind":"clause","notes":[],"title":"","verdict":"crashed","reason":"panic"}
    {"kind":"summary","seconds":1}

    """

  private static let formats = [
    ["html"], ["kcidb", "--origin", "lab"], ["github"], ["gitlab"],
  ]

  /// A folder with one run in a folder of its own.
  private static func withRun(
    _ text: String = results, _ body: (FilePath) async throws -> Void
  ) async throws {
    try await FileSystem.withTemporary { folder in
      try FileSystem.make(folder.appending("run/bundles/UNM-3"))
      try FileSystem.write(text.utf8, to: folder.appending("run/results.jsonl"))
      try FileSystem.write("BUG: oops\n".utf8, to: folder.appending("run/bundles/UNM-3/kernel.log"))
      try await body(folder)
    }
  }

  @Test(arguments: formats.dropFirst())
  func `what programs read goes to standard output, or where it is told to`(format: [String]) async throws {
    try await Self.withRun { folder in
      let arguments = ["report", folder.string, "--format"] + format
      let (output, errors, status) = try await Self.run(arguments)
      #expect(status.isSuccess && errors.isEmpty)
      #expect(output.contains("UNM-3"))
      #expect(output.contains("BUG: oops") == (format[0] == "kcidb"))
      let file = folder.appending("made")
      #expect(try await Self.run(arguments + ["--output", file.string]).output == "\(file)\n")
      #expect(String(decoding: try FileSystem.read(file), as: UTF8.self) == output)
      #expect(try await Self.run(arguments + ["--output", "-"]).output == output)
      #expect(!FileSystem.exists(folder.appending("report.html")))
    }
  }

  @Test func `a page goes into the folder`() async throws {
    try await Self.withRun { folder in
      let (output, _, status) = try await Self.run(["report", folder.string])
      #expect(status.isSuccess)
      #expect(output == "\(folder)/report.html\n")
      #expect(FileSystem.exists(folder.appending("report.html")))
    }
  }

  @Test(arguments: formats)
  func `a full disk is exit status 2`(format: [String]) async throws {
    try await Self.withRun { folder in
      let arguments = ["report", folder.string, "--format"] + format
      let (output, errors, status) = try await Self.run(arguments + ["--output", "/dev/full"])
      #expect(status == .exited(2) && output.isEmpty)
      #expect(errors == "usbfs-conformance: cannot write /dev/full: No space left on device\n")
      let full = try FileDescriptor.open("/dev/full", .writeOnly)
      let toStandardOutput = try await Subprocess.run(
        .path(Products.folder.appending("usbfs-conformance")),
        arguments: Arguments(arguments + ["--output", "-"]),
        output: .fileDescriptor(full, closeAfterSpawningProcess: true), error: .string(limit: 1 << 16))
      #expect(toStandardOutput.terminationStatus == .exited(2))
      #expect(
        toStandardOutput.standardError
          == "usbfs-conformance: cannot write to standard output: No space left on device\n")
      let nowhere = try await Self.run(arguments + ["--output", "\(folder)/no/such/file"])
      #expect(nowhere.status == .exited(2))
      #expect(
        nowhere.errors
          == "usbfs-conformance: cannot write \(folder)/no/such/file: No such file or directory\n")
    }
  }

  @Test(arguments: [
    ("", 1), ("no JSON", 1), ("{\"kind\":\"clause\"}\n", 1), (String(results.dropLast(5)), 3),
    (String(results.dropLast(60)), 2), (results.replacing("crashed", with: "perhaps"), 2),
    (results + results, 4),
    ("\u{0}\u{0}\u{0}", 1),
  ])
  func `what is no report of a run is exit status 2 and named`(text: String, line: Int) async throws {
    try await Self.withRun(text) { folder in
      let (output, errors, status) = try await Self.run(["report", folder.string, "--format", "gitlab"])
      #expect(status == .exited(2) && output.isEmpty)
      #expect(
        errors
          == "usbfs-conformance: \(folder)/run/results.jsonl is no report of a run: line \(line) is not understood; "
          + "remove it, or run that again\n")
    }
  }

  @Test func `a report without its last line is a run that was interrupted`() async throws {
    try await Self.withRun(Self.results.split(separator: "\n").prefix(2).joined(separator: "\n")) { folder in
      let (output, _, status) = try await Self.run(["report", folder.string, "--format", "github"])
      #expect(status.isSuccess)
      #expect(output.contains("::error title=usbfs zerocopy%3A no verdict (bzImage%2C dummy)::interrupted\n"))
      #expect(output.contains("::error title=UNM-3%3A "))
    }
  }

  @Test func `a folder without a run is exit status 2`() async throws {
    try await FileSystem.withTemporary { folder in
      let (_, errors, status) = try await Self.run(["report", folder.string])
      #expect(status == .exited(2))
      #expect(errors == "usbfs-conformance: no run left results.jsonl in \(folder) or below it\n")
      try FileSystem.make(folder.appending("results.jsonl"))
      #expect(try await Self.run(["report", folder.string]).status == .exited(2))
    }
  }
}
