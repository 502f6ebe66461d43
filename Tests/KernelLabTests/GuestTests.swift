import Foundation
import FoundationXML
import Glibc
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

extension Trait where Self == ConditionTrait {
  static var qemu: Self {
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/qemu-system-x86_64"),
      "QEMU is not installed: run `make deps`")
  }
}

/// From the command to the reports, with real guests. One at a time: each wants both cores.
@Suite(.serialized, .qemu)
struct GuestTests {

  struct Line: Decodable {
    var id: String?
    var verdict: String?
    var reason: String?
  }

  /// The verdicts in a run's results.jsonl by clause.
  func verdicts(_ folder: FilePath) throws -> [String: String] {
    let text = String(decoding: try FileSystem.read(folder.appending("results.jsonl")), as: UTF8.self)
    let lines = try text.split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    return Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in line.id.map { ($0, line.verdict ?? "") } })
  }

  @Test func `a good kernel conforms and the reports say so`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, errors, status) = try await CommandLineTests.run([
        "run", "--filter", "(CAP-[123]|MAP-3|ISO-1):", "--output", folder.string,
      ])
      #expect(status.isSuccess, "\(output)\(errors)")
      #expect(output.contains("rig dummy: dummy_hcd, high speed, no DMA (plain pages)"))
      #expect(output.contains("conforms: no MUST was missed"))
      #expect(!output.contains("\u{1B}"), "no colour where there is no terminal")
      #expect(
        try verdicts(folder) == [
          "CAP-1": "pass", "CAP-2": "pass", "CAP-3": "pass", "MAP-3": "pass", "ISO-1": "skip",
        ])
      let ktap = String(decoding: try FileSystem.read(folder.appending("results.ktap")), as: UTF8.self)
      #expect(ktap.contains("ok 1 CAP-1: capability bit 0x20 is reported"))
      #expect(XMLParser(data: Data(try FileSystem.read(folder.appending("junit.xml")))).parse())
      #expect(!FileSystem.exists(folder.appending("bundles")))
    }
  }

  @Test func `several rigs share a table, and the emulated device is on each controller`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, errors, status) = try await CommandLineTests.run([
        "run", "--rig", "xhci", "uhci", "--filter", "(CAP-1|DMA-2|ISO-2|ISO-6|FRG-5):", "--output",
        folder.string,
      ])
      #expect(status.isSuccess, "\(output)\(errors)")
      #expect(output.contains("rig xhci: xhci_hcd, high speed, DMA (dma_mmap_coherent)"))
      #expect(output.contains("rig uhci: uhci_hcd, full speed, DMA (dma_mmap_coherent)"))
      #expect(output.contains("conforms on 2 of 2 rigs"))
      for rig in ["xhci", "uhci"] {
        #expect(
          try verdicts(folder.appending("debian-bookworm-\(rig)")) == [
            "CAP-1": "pass", "DMA-2": "pass", "ISO-2": "pass", "ISO-6": "pass", "FRG-5": "skip",
          ])
      }
      #expect(FileSystem.exists(folder.appending("matrix.json")))
    }
  }

  @Test func `what an interrupted run has is taken over, if it was made of the same`() async throws {
    try await FileSystem.withTemporary { folder in
      func run(_ filter: String) async throws -> String {
        let (output, errors, status) = try await CommandLineTests.run([
          "run", "--rig", "dummy", "usbip", "--filter", filter, "--output", folder.string,
        ])
        #expect(status.isSuccess, "\(output)\(errors)")
        #expect(output.contains("conforms on 2 of 2 rigs"))
        return output
      }
      // What a guest leaves tells whether it ran again.
      let marks = ["dummy", "usbip"].map { folder.appending("debian-bookworm-\($0)/guests/1/mark") }
      func isKept() -> [Bool] { marks.map { FileSystem.exists($0) } }
      func mark() throws { for mark in marks { try FileSystem.write([], to: mark) } }

      let first = try await run("CAP-[123]")
      try mark()
      FileSystem.remove(folder.appending("matrix.json"))
      let lines = try FileSystem.read(folder.appending("debian-bookworm-usbip/results.jsonl")).split(
        separator: 10)
      try FileSystem.write(
        lines.dropLast().joined(separator: [10]), to: folder.appending("debian-bookworm-usbip/results.jsonl"))
      let second = try await run("CAP-[123]")
      #expect(isKept() == [true, false])
      func rows(_ text: String) -> Substring { text.prefix { $0 != "," } }
      #expect(rows(first) == rows(second))

      // Whole, and so begun anew; and with other clauses nothing is the same.
      try mark()
      _ = try await run("CAP-[123]")
      #expect(isKept() == [false, false])
      try mark()
      FileSystem.remove(folder.appending("matrix.json"))
      _ = try await run("CAP-1")
      #expect(isKept() == [false, false])
    }
  }

  /// The options that put a usbcore into the guest on which BND-1 fails.
  private static func brokenUSBCore() async throws -> [String] {
    let mutant = try #require(try Mutant.all().first { $0.name == "containment-one-too-few" })
    let (module, file) = try await ModuleBuilder.open(suite: "bookworm") { _ in }.build(mutant)
    return ["--replace-module", "\(module)=\(file)"]
  }

  @Test func `a baseline accepts what was seen, and nothing else`() async throws {
    let broken = try await Self.brokenUSBCore()
    try await FileSystem.withTemporary { folder in
      let baseline = folder.appending("accepted")
      func run(_ more: String...) async throws -> (String, TerminationStatus) {
        let (output, _, status) = try await CommandLineTests.run(
          ["run", "--filter", "(CAP-1|BND-1|ISO-1|MAP-9):"] + broken
            + ["--output", folder.appending("results").string, "--expect", baseline.string] + more)
        return (output, status)
      }
      let (written, status) = try await run("--update-expect")
      #expect(status.isSuccess && written.contains("accepts 3 verdicts beside passes"))
      let text = String(decoding: try FileSystem.read(baseline), as: UTF8.self)
      #expect(text.contains("dummy       BND-1   fail              debian:bookworm\n"))
      let (output, again) = try await run()
      #expect(again.isSuccess, "\(output)")
      #expect(output.contains("accepted by the baseline: fail"))

      let other = text.replacing("dummy       BND-1   fail ", with: "dummy       CAP-1   skip ")
      try FileSystem.write(other.utf8, to: baseline)
      let (red, worse) = try await run()
      #expect(worse == .exited(1), "\(red)")
      #expect(red.contains("does not conform: CAP-1 passed unexpectedly, BND-1 failed"))
    }
  }

  @Test func `a kernel that misses a MUST goes red with a bundle`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, _, status) = try await CommandLineTests.run(
        [
          "run", "--filter", "(BND-1|MAP-3|MAP-9):", "--append", "usbcore.usbfs_memory_mb=8", "--output",
          folder.string,
        ]
          + Self.brokenUSBCore())
      #expect(status == .exited(1))
      #expect(output.contains("does not conform: BND-1 failed"))
      #expect(try verdicts(folder)["BND-1"] == "fail")
      #expect(try verdicts(folder)["MAP-3"] == "pass")
      let bundle = folder.appending("bundles/BND-1")
      let clause = String(decoding: try FileSystem.read(bundle.appending("clause.txt")), as: UTF8.self)
      #expect(clause.contains("expected: A buffer that ends on the region's last byte is accepted."))
      #expect(clause.contains("Invalid argument"))
      #expect(clause.contains("usbcore.usbfs_memory_mb=8"))
      #expect(clause.contains("--replace-module usbcore="))
      #expect(clause.contains("--replay BND-1"))
      let log = String(decoding: try FileSystem.read(bundle.appending("kernel.log")), as: UTF8.self)
      #expect(log.contains("BND-1 begins"))
      let pcap = bundle.appending("usbmon.pcap")
      let packets = try await Tool.run("tcpdump", ["-n", "-r", pcap.string])
      #expect(packets.contains("CONTROL"), "tcpdump reads \(packets)")
      #expect(
        FileSystem.exists(folder.appending("bundles/MAP-9/clause.txt")), "expected failures have bundles too")
    }
  }

  @Test func `two runs at once do not disturb each other`() async throws {
    try await FileSystem.withTemporary { folder in
      func run(_ output: String) async throws -> (errors: String, status: TerminationStatus) {
        let (_, errors, status) = try await CommandLineTests.run([
          "run", "--filter", "(CAP-[123]|ACC-2):", "--output", folder.appending(output).string,
        ])
        return (errors, status)
      }
      async let one = run("one")
      async let two = run("two")
      let (first, second) = try await (one, two)
      #expect(first.status.isSuccess, "\(first.errors)")
      #expect(second.status.isSuccess, "\(second.errors)")
      #expect(try verdicts(folder.appending("one")) == verdicts(folder.appending("two")))

      // Into one folder only one of them can write.
      async let same = run("same")
      async let again = run("same")
      let both = try await [same, again]
      #expect(both.count { $0.status.isSuccess } == 1)
      #expect(both.contains { $0.status == .exited(2) && $0.errors.contains("another run writes to") })
    }
  }

  /// A run whose guest this test does something to.
  private func run(
    _ filter: String, _ folder: FilePath, environment: [Environment.Key: String?] = [:],
    meanwhile: @escaping @Sendable (ProcessIdentifier) async throws -> Void
  ) async throws -> (output: String, status: TerminationStatus) {
    var updates: [Environment.Key: String?] = [
      "USBFS_CLAUSES": Products.folder.appending("usbfs-clauses").string
    ]
    updates.merge(environment) { $1 }
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-conformance")),
      arguments: Arguments(["run", "--filter", filter, "--output", folder.string]),
      environment: .inherit.updating(updates), input: .none, output: .string(limit: 1 << 22),
      error: .discarded
    ) { execution in
      try await meanwhile(execution.processIdentifier)
    }
    return (result.standardOutput, result.terminationStatus)
  }

  /// The QEMU that a run started, once its guest says in the kernel's log that a clause began.
  private static func guest(of run: ProcessIdentifier, in folder: FilePath, running clause: String)
    async throws -> pid_t
  {
    let log = folder.appending("guests/1/console.log")
    while true {
      if FileSystem.text(log).contains("\(clause) begins") { break }
      try #require(kill(run.value, 0) == 0, "the run ended before \(clause) began")
      try await Task.sleep(for: .milliseconds(20))
    }
    // Any thread of the run may be the parent.
    let threads = FilePath("/proc/\(run.value)/task")
    let children = FileSystem.names(in: threads).flatMap { thread in
      FileSystem.text(threads.appending(thread).appending("children")).split(separator: " ").compactMap {
        pid_t($0)
      }
    }
    return try #require(
      children.first { FileSystem.text(FilePath("/proc/\($0)/comm")).hasPrefix("qemu") }, "the run has a QEMU"
    )
  }

  private static let two = "(ACC-2|ACC-4):"

  @Test func `a guest that dies is a crash of its clause and the rest still runs`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, status) = try await run(Self.two, folder) { run in
        kill(try await Self.guest(of: run, in: folder, running: "ACC-2"), SIGKILL)
      }
      #expect(status == .exited(1))
      #expect(try verdicts(folder) == ["ACC-2": "crashed", "ACC-4": "pass"], "\(output)")
      let bundle = folder.appending("bundles/ACC-2")
      #expect(FileSystem.exists(bundle.appending("kernel.log")))
      let packets = try await Tool.run("tcpdump", ["-n", "-r", bundle.appending("usbmon.pcap").string])
      #expect(packets.contains("BULK"), "the capture of the second run")
    }
  }

  @Test func `a guest that hangs is a hang of its clause and the rest still runs`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, status) = try await run(Self.two, folder, environment: ["USBFS_HANG_TIMEOUT": "20"]) {
        run in
        kill(try await Self.guest(of: run, in: folder, running: "ACC-2"), SIGSTOP)
      }
      #expect(status == .exited(1))
      #expect(try verdicts(folder) == ["ACC-2": "hung", "ACC-4": "pass"], "\(output)")
    }
  }

  @Test(arguments: [SIGINT, SIGTERM]) func `an interrupted run leaves nothing behind`(signal: CInt)
    async throws
  {
    try await FileSystem.withTemporary { folder in
      let temporary = folder.appending("tmp")
      try FileSystem.make(temporary)
      let (_, status) = try await run(Self.two, folder, environment: ["TMPDIR": temporary.string]) { run in
        let qemu = try await Self.guest(of: run, in: folder, running: "ACC-2")
        kill(run.value, signal)
        while kill(run.value, 0) == 0, kill(qemu, 0) == 0 { try await Task.sleep(for: .milliseconds(20)) }
        // The guest ends before the run does, never after.
        #expect(kill(qemu, 0) != 0, "QEMU outlives the run")
      }
      #expect(status == .exited(130))
      #expect(FileSystem.names(in: temporary) == [])
    }
  }
}
