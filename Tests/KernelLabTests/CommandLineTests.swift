import Clauses
import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab
@testable import usbfs_conformance

/// The command line as a user meets it, where no guest is needed.
@Suite struct CommandLineTests {
  static func run(_ arguments: [String]) async throws -> (
    output: String, errors: String, status: TerminationStatus
  ) {
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-conformance")), arguments: Arguments(arguments),
      environment: .inherit.updating(["USBFS_CLAUSES": Products.folder.appending("usbfs-clauses").string]),
      output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
    return (result.standardOutput, result.standardError, result.terminationStatus)
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
    (["run", "--kernel", "debian:nosuch"], "no kernel spec \"debian:nosuch\""),
    (["run", "--kernel", "/no/such/bzImage"], "no kernel at /no/such/bzImage"),
    (
      ["run", "--rig", "dummy", "warp"],
      "no rig \"warp\": known are dummy, usbip, xhci, ehci, uhci, ohci, xhci-iommu, and all for all of them"
    ),
    (["run", "--rig"], "Missing value for '--rig <rig>'"),
    (["run", "--filter", "NOSUCH-1"], "--filter NOSUCH-1 matches no clause"),
    (["run", "--filter", "("], "--filter ( is no clause"),
    (["run", "--memory", "64"], "192 to 8192"),
    (["run", "--replay", "CAP"], "no such clause"),
    (["run", "--replay", "CAP-1", "--filter", "MAP"], "exclude each other"),
    (["run", "--replace-module", "usbcore"], "NAME=FILE is wanted"),
    (["run", "--nonsense"], "Unknown option"), (["walk"], "walk"),
    (["run", "--kernel", "debian:bookworm", "--modules", "/tmp"], "--modules goes with a bzImage"),
    (["mutants", "--mutant", "no-such-*"], "no mutant no-such-*"),
    (
      ["mutants", "--mutant", "cap-bit-dropped", "--rig", "xhci"],
      "none of these mutants names one of these rigs"
    ),
    (["mutants", "--rig", "warp"], "no rig \"warp\""),
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
    for rig in VirtualRig.allCases { #expect(output.contains("\n  \(rig.rawValue) ")) }
  }

  @Test(arguments: [
    (["dummy"], [VirtualRig.dummy]), (["uhci", "dummy", "uhci"], [.uhci, .dummy]),
    (["all"], VirtualRig.allCases),
    (["xhci-iommu", "all"], [.xhciIOMMU, .dummy, .usbip, .xhci, .ehci, .uhci, .ohci]),
  ])
  func `rigs are named one by one or all at once`(words: [String], rigs: [VirtualRig]) throws {
    #expect(try VirtualRig.named(words) == rigs)
    let command = try RunCommand.parse(["--list", "--rig"] + words + ["--filter", "CAP"])
    #expect(command.rig == words)
    #expect(command.filter == "CAP")
  }
}
