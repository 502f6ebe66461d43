import ArgumentParser
import Clauses
import KernelLab
import Runner
import SystemPackage

/// `usbfs-conformance coverage`
struct CoverageCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Runs the clauses on the instrumented kernel and prints what of usbfs zerocopy they reached.",
    discussion: """
      What was not reached is explained in Sources/Runner/unreached.txt, or is called UNEXPLAINED. Exit \
      status: 0 all of it is explained, 1 something is not, or what the table calls unreached was reached.
      """)

  @Option(parsing: .upToNextOption, help: "Rigs, or all.") var rig = ["all"]
  @Option(help: "Where the reports go; the pages are in its folder coverage.") var output = "results"
  @Option(help: "Only these clauses.") var filter: String?
  @Flag(help: "Runs nothing: looks at what an earlier run left in the output folder.") var keep = false

  func validate() throws { _ = try RigProfile.parsing(rig) }

  func run() async throws -> ExitStatus {
    let plan = CoveragePlan(
      rigs: try RigProfile.parsing(rig), clauses: try Catalogue.chosen(filter), output: FilePath(output),
      runsGuests: !keep)
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let result = try await plan.run {
      terminal.progress($0)
    } view: {
      Console(terminal: terminal, layout: $0)
    }
    guard let result else { return .usageOrHarness }
    terminal.clearStatus()
    terminal.print(result.report.text + "\n\(result.page)\n")
    return result.status
  }
}
