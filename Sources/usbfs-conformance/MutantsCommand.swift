import ArgumentParser
import Clauses
import Foundation
import KernelLab
import Reporting
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

  @Option(help: ArgumentHelp("debian:\(Self.suite) or instrumented.", valueName: "kernel"))
  var kernel = "debian:\(Self.suite)"

  @Flag(help: "Lets every clause speak, not only until the first goes red.")
  var all = false

  @Option(
    name: [.customLong("output")],
    help: ArgumentHelp(
      "Where the results go: results/mutants, or results/mutants-instrumented.", valueName: "dir"))
  var output: String?

  func validate() throws {
    _ = try RigProfile.named(rig)
    if ![.debian(suite: Self.suite), .instrumented].contains(try? KernelSpec(parsing: kernel)) {
      throw ValidationError("--kernel \(kernel): mutants are made of debian:\(Self.suite) and instrumented")
    }
  }

  private static let suite = "bookworm"

  private var isInstrumented: Bool { kernel == "\(KernelSpec.instrumented)" }

  /// The mutants asked for. Throws a `HarnessError`.
  private func chosen() throws -> [Mutant] {
    let known = try Mutant.all()
    for glob in mutant where !known.contains(where: { fnmatch(glob, $0.name, 0) == 0 }) {
      throw HarnessError("no mutant \(glob): see \(Mutant.folder)")
    }
    let rigs = try RigProfile.named(rig)
    let chosen = known.filter { candidate in
      mutant.contains { fnmatch($0, candidate.name, 0) == 0 } && candidate.rigs.contains { rigs.contains($0) }
        && (!isInstrumented || candidate.clauses.contains { Catalogue.clause($0)?.family == .flt })
    }
    if chosen.isEmpty {
      throw HarnessError(
        "none of these mutants names one of these rigs\(isInstrumented ? " and a clause of FLT" : "")")
    }
    for mutant in chosen {
      if let unknown = mutant.clauses.first(where: { Catalogue.clause($0) == nil }) {
        throw HarnessError("\(mutant.patch): no clause \(unknown)")
      }
    }
    return chosen
  }

  /// Gives the exit status.
  func run() async throws -> Int32 {
    let mutants = try chosen()
    let wanted = try RigProfile.named(rig)
    let rigs = wanted.filter { rig in mutants.contains { $0.rigs.contains(rig) } }
    let folder = FilePath(output ?? "results/mutants\(isInstrumented ? "-instrumented" : "")")
    try FileSystem.make(folder)
    guard FileSystem.claim(folder) else {
      throw HarnessError(
        "another run writes to \(folder): wait for it, or give this one a folder (--output, OUT=)")
    }
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let program = try await ClauseProgram.build { terminal.progress($0) }
    let spec = try KernelSpec(parsing: kernel)
    let kernel = try await Kernel.get(spec) { terminal.progress($0) }
    let lab = MutantRunner(
      kernel: try await base(kernel, program, rigs, terminal),
      scheduler: GuestScheduler(HostResources(), memory: max(Guest.memory, spec.leastMemory)),
      folder: folder, letsAllSpeak: all)
    let start = ContinuousClock.now
    let outcome: MutantRunner.Outcome
    do { outcome = try await lab.run(mutants, on: rigs) { terminal.progress($0) } } catch {
      if Task.isCancelled {
        terminal.clearStatus()
        Terminal.complain("usbfs-conformance: what is done is kept; the same command goes on")
      }
      throw error
    }
    terminal.clearStatus()
    let matrix = KillMatrix(
      kernel: kernel.description, date: Date.now.formatted(.iso8601.year().month().day()), isWhole: all,
      seconds: (ContinuousClock.now - start).inSeconds, records: outcome.records)
    for (name, text) in [
      ("json", matrix.json), ("html", KillPage.html(matrix)), ("md", KillPage.markdown(matrix)),
    ] {
      try FileSystem.write(text.utf8, to: folder.appending("mutants.\(name)"))
    }
    terminal.print(KillTable(color: terminal.hasColor).document(matrix))
    if let (rig, killers) = outcome.falseAlarms.first {
      throw HarnessError(
        "without a change the kernel goes red on \(rig), too (\(killers)): nothing is proven there")
    }
    return matrix.exitCode
  }

  private func base(
    _ kernel: Kernel, _ program: FilePath, _ rigs: [RigProfile], _ terminal: Terminal
  ) async throws -> MutantKernel {
    if isInstrumented { return .instrumented(kernel, clauses: program) }
    let builder = try await ModuleBuilder.open(suite: Self.suite) { terminal.progress($0) }
    var guests: [RigProfile: Guest] = [:]
    for rig in rigs {
      guests[rig] = try await Guest.prepare(kernel: kernel, clauses: program, rig: rig, memory: Guest.memory)
      {
        terminal.progress($0)
      }
    }
    return .debian(builder, guests)
  }
}
