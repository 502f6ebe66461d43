import ArgumentParser
import KernelLab
import Reporting
import Runner
import SystemPackage

/// `usbfs-conformance mutants`
struct MutantsCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "mutants",
    abstract: "Breaks a kernel on purpose and shows which clause sees it.",
    discussion: """
      Each file of Tests/Mutants is a semantic patch (Coccinelle) that breaks what a clause promises. The module it \
      changes is rebuilt, and the clauses run on the rigs that its header names: first those expected to go red, then, \
      if none does, all others. A mutant is killed when a clause goes red on each of its rigs. The kernel's modules, \
      rebuilt without a change, run beside them and must not go red.

      The clauses of FLT need a kernel that fails on purpose: with --kernel instrumented that one is broken, by the \
      mutants that name one of them. It is linked and booted for each.

      In DIR: mutants.json, mutants.html, mutants.md, and what the guests said. Interrupted, the same command goes on \
      where it was; what changed since (a mutant, the clauses, the kernel) runs again.

      Exit status: 0 every mutant is killed, or argued to be equivalent; 1 one survived; 2 of one nothing is known.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Mutants by name; * and ? stand for other characters.", valueName: "glob"))
  var mutant = ["*"]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Only on these rigs of those that the headers name, or all.", valueName: "rig"))
  var rig = ["all"]

  @Option(help: ArgumentHelp("debian:\(MutantPlan.suite) or instrumented.", valueName: "kernel"))
  var kernel = "debian:\(MutantPlan.suite)"

  @Flag(help: "Lets every clause speak, not only until the first goes red.")
  var all = false

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      "Where the results go: results/mutants, or results/mutants-instrumented.", valueName: "dir"))
  var output: String?

  func validate() throws {
    _ = try RigProfile.parsing(rig)
    guard let spec = try? KernelSpec(parsing: kernel), MutantPlan.kernels.contains(spec) else {
      let known = MutantPlan.kernels.map(\.description).joined(separator: " and ")
      throw ValidationError("--kernel \(kernel): mutants are made of \(known)")
    }
  }

  func run() async throws -> ExitStatus {
    let plan = try MutantPlan(
      mutant, on: RigProfile.parsing(rig), of: KernelSpec(parsing: kernel),
      output: output.map { FilePath($0) }, letsAllSpeak: all)
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let result: MutantResult
    do { result = try await plan.run { terminal.progress($0) } } catch {
      if Task.isCancelled {
        terminal.clearStatus()
        Terminal.complain("usbfs-conformance: what is done is kept; the same command goes on")
      }
      throw error
    }
    terminal.clearStatus()
    terminal.print(KillTable(color: terminal.hasColor).document(result.matrix))
    if let (rig, killers) = result.falseAlarms.first {
      throw HarnessError(
        "without a change the kernel goes red on \(rig), too (\(killers)): nothing is proven there")
    }
    return result.status
  }
}
