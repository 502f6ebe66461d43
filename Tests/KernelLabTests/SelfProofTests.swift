import Foundation
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// The proof of the harness: kernels and guests that lie or die, and what it must make of them.
extension GuestTests {
  /// Runs the clauses of BadClauses.
  private func runBad(_ filter: String, _ folder: FilePath) async throws -> (
    output: String, errors: String, status: TerminationStatus
  ) {
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-conformance")),
      arguments: Arguments(["run", "--filter", filter, "--output", folder.string]),
      environment: .inherit.updating([
        "USBFS_CLAUSES": Products.folder.appending("BadClauses").string, "USBFS_HANG_TIMEOUT": "20",
      ]),
      output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
    return (result.standardOutput, result.standardError, result.terminationStatus)
  }

  @Test func `whatever a guest does, every clause gets the verdict it earned`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, errors, status) = try await runBad("(CAP-[123]|MAP-[1-9]|BND-1):", folder)
      #expect(status == .exited(1), "\(errors)")
      let expected = [
        "CAP-1": "pass",
        "CAP-2": "crashed",  // the kernel oopsed
        "CAP-3": "crashed",  // and rebooted
        "MAP-1": "hung",
        "MAP-2": "pass",  // garbage between the lines hides nothing
        "MAP-3": "crashed",  // its result is spoilt, and so none
        "MAP-4": "crashed",  // it said that all was over while it ran
        "MAP-5": "crashed",  // the tests left with status 0
        "MAP-6": "pass",  // with the guest's disk full in between
        "MAP-7": "crashed",  // the kernel killed the tests for their memory
        "MAP-8": "fail",
        "MAP-9": "crashed",  // the tests died when it had passed
        "BND-1": "inconclusive",  // the guest has no such test
      ]
      #expect(try verdicts(folder) == expected, "\(output)")
      #expect(output.contains("CRASHED: sysrq: Trigger a crash") || output.contains("CRASHED: Kernel panic"))
      #expect(output.contains("HUNG: nothing was heard for 20 s"))
      #expect(output.contains("does not conform"))
    }
  }

  @Test func `a guest that runs nothing and claims success is no verdict`() async throws {
    try await FileSystem.withTemporary { folder in
      let (output, errors, status) = try await runBad("BND-[1-3]:", folder)
      #expect(status == .exited(2))
      #expect(errors.contains("the guest ran no clause"), "\(errors)")
      #expect(!output.contains("conforms"))
    }
  }

  @Test func `a full disk is an error and not a verdict`() async throws {
    try await FileSystem.withTemporary { folder in
      try await Tool.run("ln", ["-s", "/dev/full", folder.appending("junit.xml").string])
      let (output, errors, status) = try await CommandLineTests.run([
        "run", "--filter", "CAP", "--output", folder.string,
      ])
      #expect(status == .exited(2))
      #expect(errors.contains("cannot write \(folder)/junit.xml: No space left on device"), "\(errors)")
      #expect(output.contains("CAP-3"), "what was seen is told")
    }
  }
}
