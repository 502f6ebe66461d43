import ArgumentParser
import Runner

/// A command with an exit status of its own.
protocol StatusCommand: AsyncParsableCommand {
  /// Does the work and gives the exit status.
  func run() async throws -> ExitStatus
}
