import Clauses
import ConformanceTests
import Subprocess
import Testing

/// The program that holds the clauses' tests, run without a rig.
@Suite struct ClauseProgramTests {
  private func run(_ arguments: [String], _ environment: [Environment.Key: String?]) async throws -> (
    output: String, succeeded: Bool
  ) {
    // The environment of a rig that this machine may have is not this test's.
    var updates: [Environment.Key: String?] = [
      "USBFS_DEVICE": nil, "USBFS_REQUIRE_RIG": nil, "NO_COLOR": "1",
      // A device that no machine has need not be waited for.
      "USBFS_TIMEOUT": "1",
    ]
    updates.merge(environment) { $1 }
    let result = try await Subprocess.run(
      .path(Products.folder.appending("usbfs-clauses")),
      arguments: Arguments(["--testing-library", "swift-testing"] + arguments),
      environment: .inherit.updating(updates), output: .string(limit: 1 << 22), error: .string(limit: 1 << 22)
    )
    return (result.standardOutput + result.standardError, result.terminationStatus.isSuccess)
  }

  @Test func `every clause has its test and every test its clause`() async throws {
    link()
    let (output, _) = try await run(["--list-tests"], [:])
    // Module.Conformance/CAP/`CAP-1: title`()
    let names = output.split(separator: "\n").compactMap { line -> String? in
      let parts = line.split(separator: "`")
      return parts.count == 3 ? String(parts[1]) : nil
    }
    let carried = Catalogue.clauses.map(\.testName)
    for name in Set(carried).subtracting(names) {
      Issue.record("no test in Tests/ConformanceTests is named `\(name)`")
    }
    for name in Set(names).subtracting(carried) {
      Issue.record("no clause in Sources/Clauses has the id and title of the test `\(name)`")
    }
    #expect(names.count == carried.count)
    for line in output.split(separator: "\n") {
      let family = line.split(separator: "/").dropFirst().first
      let id = line.split(separator: "`").dropFirst().first
      if let family, let id { #expect(id.hasPrefix(family + "-"), "the suite of \(id)") }
    }
  }

  @Test func `with no rig every clause is skipped and says what to do`() async throws {
    let (output, succeeded) = try await run([], ["USBFS_DEVICE": "no-such-device"])
    #expect(succeeded)
    let skipped = output.split(separator: "\n").filter {
      $0.contains("skipped: ") && $0.contains("make gadget-status")
    }
    #expect(skipped.count >= Catalogue.clauses.count)
  }

  @Test func `a rig that is required and missing is a failure`() async throws {
    let (output, succeeded) = try await run([], ["USBFS_DEVICE": "no-such-device", "USBFS_REQUIRE_RIG": "1"])
    #expect(!succeeded)
    #expect(output.contains("no device with the serial number no-such-device"))
  }
}
