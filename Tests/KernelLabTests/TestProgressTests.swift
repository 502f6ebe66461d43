import Subprocess
import SystemPackage
import Testing

@testable import KernelLab

/// The progress of `make test`, over a script that plays `swift test`.
@Suite struct TestProgressTests {
  /// Two tests in a suite: the first fails, the second runs until the script is over.
  private static let play = """
    events=$6
    test() {
      echo '{"kind":"test","payload":{"kind":"function","id":"'$1'","name":"'$1'","displayName":"'"$2"'"}}' >> "$events"
    }
    event() { echo '{"kind":"event","payload":{"kind":"'$1'","testID":"'$2'"'$3'}}' >> "$events"; }
    echo '{"kind":"test","payload":{"kind":"suite","id":"S","name":"S"}}' >> "$events"
    test S/a 'the first test'
    test S/b 'the second test'
    event testStarted S
    event testStarted S/a
    event issueRecorded S/a ',"issue":{"isKnown":false}'
    echo '✘ Test "the first test" recorded an issue: 1 == 2'
    event testEnded S/a
    event testStarted S/b
    event issueRecorded S/b ',"issue":{"isKnown":true}'
    sleep 3.5
    echo 'a warning' >&2
    printf '%s' '✘ Test run with 2 tests in 1 suite failed after 3 seconds with 1 issue.'
    exit 7
    """

  private func run(_ command: [String]) async throws -> (output: String, status: TerminationStatus) {
    let result = try await Subprocess.run(
      .path(Products.folder.appending("test-progress")), arguments: Arguments(command),
      environment: .inherit.updating(["USBFS_PROGRESS_SECONDS": "2"]), input: .none,
      output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
    #expect(result.standardError == "")
    return (result.standardOutput, result.terminationStatus)
  }

  /// The script's arguments are as those of `swift test`, so that the path of the stream is the sixth.
  private func play(_ body: ([String]) async throws -> Void) async throws {
    try await FileSystem.withTemporary { folder in
      let script = folder.appending("play")
      try FileSystem.write(Self.play.utf8, to: script)
      try await body(["sh", script.string, "test", "--quiet", "--skip-build", "--disable-xctest"])
    }
  }

  @Test func `where there is no terminal a line tells now and then how far the tests are`() async throws {
    try await play { command in
      let (output, status) = try await run(command)
      #expect(status == .exited(7))
      let lines = output.split(separator: "\n")
      #expect(lines.first == "✘ Test \"the first test\" recorded an issue: 1 == 2")
      let progress = lines.filter { $0.hasPrefix("1/2 tests, 1 failed, 0:0") }
      #expect(progress.count >= 1)
      #expect(progress.allSatisfy { $0.contains("; for 0:0") && $0.hasSuffix(": the second test") })
      #expect(lines.contains("a warning"))
      #expect(lines.last == "✘ Test run with 2 tests in 1 suite failed after 3 seconds with 1 issue.")
      #expect(!output.contains("\u{1B}"))
    }
  }

  @Test func `on a terminal one line tells it, and what the tests say stays`() async throws {
    try await play { command in
      // util-linux's script gives it a terminal.
      let quoted = { (words: [String]) in words.map { "'\($0)'" }.joined(separator: " ") }
      let whole = quoted([Products.folder.appending("test-progress").string] + command)
      let result = try await Subprocess.run(
        .name("script"), arguments: ["-qec", whole, "/dev/null"], input: .none,
        output: .string(limit: 1 << 16), error: .string(limit: 1 << 16))
      #expect(result.terminationStatus == .exited(7))
      let output = result.standardOutput
      let shown = output.split(separator: "\r\u{1B}[K")
      #expect(shown.count >= 2)
      #expect(shown.dropLast().allSatisfy { $0.hasSuffix("the second test") })
      #expect(
        shown.first?.hasPrefix("✘ Test \"the first test\" recorded an issue: 1 == 2\r\n1/2 tests") == true)
      let end = "✘ Test run with 2 tests in 1 suite failed after 3 seconds with 1 issue."
      #expect(String(shown.last ?? "") == "a warning\r\n\(end)")
    }
  }

  @Test func `a command that dies of a signal is no success`() async throws {
    #expect(try await run(["sh", "-c", "kill -9 $$"]).status == .exited(137))
    #expect(try await run(["true"]).status == .exited(0))
  }
}
