import ArgumentParser
import Clauses
import KernelLab
import Runner
import SystemPackage

/// `usbfs-conformance run`
struct RunCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Boots kernels and prints what they promise and keep.",
    discussion: """
      Without options it tests Debian's current bookworm kernel on the rig dummy. The first run downloads the kernel \
      and takes a snapshot; later ones start from it.

      A kernel is one of
      \(KernelSpec.explanation)

      A rig is a host controller and the device at its other end:
      \(Self.rigs)
      Not every architecture has every rig; `all` are those of each kernel's.

      The clauses for an arm64 kernel are built on an x86-64 machine with the Swift SDK that USBFS_SWIFT_SDK names, else \
      with Debian's Swift, which is fetched into the cache once: 1.3 GB to download, 1.6 GB to keep.

      Several kernels and rigs run side by side, as many guests at once as cores and memory allow, and share one \
      table. One that cannot be had or does not boot has no verdict, and the others go on. A run of several that was \
      interrupted goes on where it was when it is started again.

      In DIR: results.ktap, junit.xml, results.jsonl, and for each clause that did not pass bundles/CLAUSE with what \
      was seen. With several kernels or rigs each gets a folder of its own there, and matrix.json has all verdicts. \
      `report` makes a page and other formats of them.

      Exit status: 0 conforms, 1 does not, 2 wrong usage or the harness broke, 4 everything was skipped, of \
      several kernels on all rigs of one, 130 interrupted.
      """)

  private static let rigs: String = {
    let width = 2 + (RigProfile.all.map(\.name.count).max() ?? 0)
    return RigProfile.all.map { rig in
      let name = rig.name + String(repeating: " ", count: width - rig.name.count)
      let places = Architecture.all.filter { rig.exists(on: $0) }.map(\.name)
      let only = places.count < Architecture.all.count ? " (\(places.joined(separator: ", ")) only)" : ""
      return "  \(name)\(rig.explanation)\(only)"
    }.joined(separator: "\n")
  }()

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Kernels, as listed above.", valueName: "spec"))
  var kernel = ["debian:bookworm"]

  @Option(
    help: ArgumentHelp(
      "The modules of an image: the folder that holds modules.dep, or one above it.", valueName: "dir"))
  var modules: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Rigs, as listed above, or all.", valueName: "rig"))
  var rig = [RigProfile.dummy.name]

  @Option(
    help: ArgumentHelp(
      "A clause's id, the beginning of ids, or a regular expression over `ID: title`.", valueName: "filter"))
  var filter: String?

  @Option(name: [.customLong("output")], help: ArgumentHelp("Where the reports go.", valueName: "dir"))
  var output = "results"

  @Option(
    help: ArgumentHelp(
      "A module file that stands in for the kernel's own, such as usbcore=usbcore.ko.", valueName: "name=file"
    ))
  var replaceModule: [String] = []

  @Option(help: ArgumentHelp("More arguments for the kernel.", valueName: "arguments"))
  var append = ""

  @Option(
    help: ArgumentHelp(
      "The guest's memory in MiB, 192 to 8192, or what the kernel needs if that is more; clauses that fill it want less than 1024.",
      valueName: "mib"))
  var memory = Guest.memory

  @Option(
    help: ArgumentHelp(
      "Of n machines that share the work this is the i-th: it runs every n-th clause.", valueName: "i/n"))
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "The verdicts other than a pass that are accepted; anything else is red, also what is better.",
      valueName: "file"))
  var expect: String?

  @Flag(help: "Writes what this run sees to the file of --expect instead of comparing with it.")
  var updateExpect = false

  @Flag(help: "Lists the clauses, with their grades, and does nothing else.")
  var list = false

  @Option(
    help: ArgumentHelp(
      "Runs this one clause alone and prints the kernel's log and what the test said.", valueName: "clause"))
  var replay: String?

  func validate() throws {
    guard (192...8192).contains(memory) else {
      throw ValidationError("--memory \(memory): 192 to 8192 MiB will do")
    }
    if replay != nil, filter != nil { throw ValidationError("--replay and --filter exclude each other") }
    if let replay, Catalogue.clause(replay) == nil {
      throw ValidationError("--replay \(replay): no such clause; --list shows them")
    }
    if updateExpect, expect == nil { throw ValidationError("--update-expect needs --expect FILE") }
    if replay != nil, expect != nil { throw ValidationError("--replay and --expect exclude each other") }
    _ = try RigProfile.parsing(rig)
    for pair in replaceModule where pair.split(separator: "=").count != 2 {
      throw ValidationError("--replace-module \(pair): NAME=FILE is wanted, such as usbcore=usbcore.ko")
    }
  }

  /// The clauses asked for. Throws a `HarnessError` if there is none.
  private func chosen() throws -> [Clause] {
    if let replay { return [Catalogue.clause(replay)!] }
    let found = try Catalogue.chosen(filter)
    guard let shard else { return found }
    let part = shard.part(of: found)
    if part.isEmpty { throw HarnessError("--shard \(shard): there are only \(found.count) clauses") }
    return part
  }

  /// The run asked for.
  private func plan(_ clauses: [Clause]) throws -> RunPlan {
    var plan = RunPlan(
      kernels: try kernel.map { try KernelSpec(parsing: $0) }, rigs: try RigProfile.parsing(rig),
      clauses: clauses, output: FilePath(output))
    plan.modules = modules.map { FilePath($0) }
    plan.replacements = replaceModule.map { pair in
      let words = pair.split(separator: "=").map(String.init)
      return RunPlan.ModuleReplacement(name: words[0], file: FilePath(words[1]))
    }
    plan.append = append
    plan.leavesOutForeignRigs = rig.contains("all")
    plan.memory = memory
    plan.baseline = expect.map { RunPlan.BaselineFile(FilePath($0), isUpdated: updateExpect) }
    plan.isReplay = replay != nil
    return plan
  }

  func run() async throws -> ExitStatus {
    let clauses = try chosen()
    if list {
      show(clauses)
      return .success
    }
    let plan = try plan(clauses)
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let result = try await plan.run {
      terminal.progress($0)
    } view: {
      Console(terminal: terminal, layout: $0)
    }
    if let expect, let count = result.acceptedVerdicts {
      terminal.print("\(expect) accepts \(count) verdicts beside passes\n")
    }
    return result.status
  }

  private func show(_ clauses: [Clause]) {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let width = Catalogue.clauses.map(\.grade.name.count).max() ?? 0
    for clause in clauses { print(padded(clause.id, 7), padded(clause.grade.name, width), clause.title) }
  }
}

extension Shard: ExpressibleByArgument {
  /// As the command line has it.
  package init?(argument: String) { self.init(argument) }
}
