import Foundation
import Reporting
import Testing

/// What `ci/bisect` tells git of a commit, with a suite, a compiler and a tree that only play their parts.
@Suite struct BisectTests {
  private static let program = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../ci/bisect").standardized

  /// - Parameters:
  ///   - result: What the suite sees on the commit.
  ///   - baseline: What it was told to accept; nil if nothing was said.
  ///   - status: What the suite exits with.
  private func bisect(_ result: ClauseResult, baseline: String? = nil, status: Int32) throws -> Int32 {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "bisect-\(UUID().uuidString)")
    defer { try? files.removeItem(at: folder) }
    func write(_ text: String, to path: String, isProgram: Bool = false) throws {
      let file = folder.appending(path: path)
      try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      if isProgram { try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
    }
    let judged = try baseline.map {
      try Baseline(parsing: $0).judge(result, kernel: Recorded.run.kernelSpec, rig: Recorded.run.rig)
    }
    let results = [judged ?? result]
    let record = RigRecord(
      run: Recorded.run, results: results, outcome: .verdict(Summary(results, seconds: 1)))
    try write(JSONLines.document(record), to: "seen.jsonl")
    for file in ["Kbuild", ".config"] { try write("", to: "linux/\(file)") }
    for name in ["swift", "make"] { try write("#!/bin/sh\n", to: "bin/\(name)", isProgram: true) }
    try write(
      """
      #!/bin/sh
      case "$*" in *--list* | *CAP-1*) exit 0 ;; esac
      while [ "$1" != --output ]; do shift; done
      mkdir -p "$2" && cp '\(folder.path)/seen.jsonl' "$2/results.jsonl"
      exit \(status)

      """, to: "suite/.build/debug/usbfs-conformance", isProgram: true)
    try write(try String(contentsOf: Self.program, encoding: .utf8), to: "suite/ci/bisect", isProgram: true)
    let process = Process()
    // Not by its own name: a process that another test starts meanwhile may still hold the file open for writing, and then
    // it cannot be executed (ETXTBSY).
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [folder.appending(path: "suite/ci/bisect").path]
    process.currentDirectoryURL = folder.appending(path: "linux")
    var environment = ProcessInfo.processInfo.environment
    environment["PATH"] = "\(folder.path)/bin:\(environment["PATH"] ?? "")"
    environment["TMPDIR"] = folder.path
    process.environment = environment
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  @Test(
    arguments: [
      (Verdict.pass, 0, 0), (.fail, 1, 1), (.crashed("Oops"), 1, 1), (.inconclusive("no control"), 1, 125),
      (.skip("no DMA"), 4, 125), (.pass, 2, 125), (.pass, 130, 255),
    ] as [(Verdict, Int32, Int32)])
  func `good, bad or nothing that can be told`(seen: Verdict, status: Int32, told: Int32) throws {
    #expect(try bisect(result("BND-1", seen), status: status) == told)
  }

  @Test(
    arguments: [
      (Verdict.expectedFailure("too old"), 1), (.fail, 1), (.inconclusive("no control"), 125),
      (.skip("no DMA"), 125),
    ] as [(Verdict, Int32)])
  func `a baseline makes nothing bad of what was not decided`(seen: Verdict, told: Int32) throws {
    #expect(try bisect(result("BND-1", seen), baseline: "", status: 1) == told)
    let line = "\(Recorded.run.rig) BND-1 hung \(Recorded.run.kernelSpec)"
    #expect(try bisect(result("BND-1", seen), baseline: line, status: 1) == told)
  }
}
