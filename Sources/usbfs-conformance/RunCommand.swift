import ArgumentParser
import Clauses
import Glibc
import KernelLab
import Reporting
import SystemPackage

/// `usbfs-conformance run`
struct RunCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Boots kernels and prints what they promise and keep.",
    discussion: """
      Without options it tests Debian's current bookworm kernel on the rig dummy. The first run downloads the kernel \
      and takes a snapshot; later ones start from it.

      A rig is a host controller and the device at its other end:
      \(Self.rigs)

      Several rigs run side by side, as many guests at once as cores and memory allow, and share one table for each \
      kernel.

      In DIR: results.ktap, junit.xml, results.jsonl, and for each clause that did not pass bundles/CLAUSE with what \
      was seen. With several kernels or rigs each gets a folder of its own there, and matrix.json has all verdicts.
      """)

  private static let rigs: String = {
    let width = 2 + (VirtualRig.allCases.map(\.rawValue.count).max() ?? 0)
    return VirtualRig.allCases.map { rig in
      let name = rig.rawValue + String(repeating: " ", count: width - rig.rawValue.count)
      return "  \(name)\(rig.explanation)"
    }.joined(separator: "\n")
  }()

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Kernels: debian:bookworm, instrumented (built here), or the path of a bzImage.", valueName: "spec"))
  var kernel = ["debian:bookworm"]

  @Option(
    help: ArgumentHelp(
      "The modules of a bzImage: the folder that holds modules.dep, or one above it.", valueName: "dir"))
  var modules: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Rigs, as listed above, or all.", valueName: "rig"))
  var rig = [VirtualRig.dummy.rawValue]

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
    _ = try VirtualRig.named(rig)
    for pair in replaceModule where pair.split(separator: "=").count != 2 {
      throw ValidationError("--replace-module \(pair): NAME=FILE is wanted, such as usbcore=usbcore.ko")
    }
  }

  /// The clauses asked for.
  private func chosen() throws -> [Clause] {
    if let replay { return [Catalogue.clause(replay)!] }
    guard let filter else { return Catalogue.clauses }
    let found: [Clause]
    do { found = try Catalogue.clauses(matching: filter) } catch {
      throw LabError(
        "--filter \(filter) is no clause, no beginning of one, and no regular expression: \(error)")
    }
    if found.isEmpty { throw LabError("--filter \(filter) matches no clause; --list shows them") }
    return found
  }

  func run() async throws -> Int32 {
    let clauses = try chosen()
    if list {
      let width = Catalogue.clauses.map { $0.grade.name.count }.max() ?? 0
      for clause in clauses {
        let id = clause.id + String(repeating: " ", count: 7 - clause.id.count)
        print(
          id, clause.grade.name + String(repeating: " ", count: width - clause.grade.name.count), clause.title
        )
      }
      return 0
    }
    let specs = try kernel.map { try KernelSpec(parsing: $0) }
    let replacements = Dictionary(
      replaceModule.map { pair in
        let parts = pair.split(separator: "=").map(String.init)
        return (parts[0], FilePath(parts[1]))
      }, uniquingKeysWith: { $1 })
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let program = try await ClauseProgram.build { terminal.progress($0) }
    let rigs = try VirtualRig.named(rig)
    let isMatrix = specs.count * rigs.count > 1
    let matrixFile = FilePath(output).appending("matrix.json")
    // That of an earlier run, which would pass for this one's if this one is interrupted.
    if isMatrix { Folders.remove(matrixFile) }
    let slots = GuestSlots(memory: specs.map { max(memory, $0.leastMemory) }.max() ?? memory)
    var records: [RigRecord] = []
    for spec in specs {
      let kernel = try await Kernel.get(spec, modules: modules.map { FilePath($0) }) { terminal.progress($0) }
      if !records.isEmpty { terminal.print("\n") }
      let runs = rigs.map {
        RunInfo(
          kernelRelease: kernel.release, kernelSpec: kernel.description, rig: $0.rawValue, rigDetail: "",
          replay: replayCommand(spec, $0))
      }
      let console = Console(terminal: terminal, planned: clauses, runs: runs)
      let sides = try zip(rigs, runs).enumerated().map { index, side in
        let (rig, run) = side
        let report = try Report(
          run, console: console, rig: index, folder: isMatrix ? folder(spec, rig) : FilePath(output),
          planned: clauses, lanes: Supervisor.lanes(clauses, rig), verbose: replay != nil)
        return Matrix.Side(rig: rig, report: report)
      }
      let matrix = Matrix(sides: sides, clauses: clauses, console: console, slots: slots)
      records += try await matrix.run { rig in
        try await Guest.prepare(
          kernel: kernel, clauses: program, rig: rig, append: append, memory: max(memory, spec.leastMemory)
        ) { terminal.progress($0) }.replacing(replacements)
      }
    }
    if isMatrix {
      try Folders.write(MatrixWriter.document(records, planned: clauses).utf8, to: matrixFile)
    }
    let statuses = records.map(\.outcome.exitCode)
    return statuses.contains(1) ? 1 : statuses.contains(2) ? 2 : statuses.allSatisfy { $0 == 4 } ? 4 : 0
  }

  /// Where the reports of one rig of several go.
  private func folder(_ spec: KernelSpec, _ rig: VirtualRig) -> FilePath {
    let name = "\(spec)-\(rig.rawValue)".map { $0 == "/" || $0 == ":" ? "-" : $0 }
    return FilePath(output).appending(String(name))
  }

  /// The command that runs a clause again as this run did.
  private func replayCommand(_ spec: KernelSpec, _ rig: VirtualRig) -> String {
    func quoted(_ text: String) -> String {
      text.allSatisfy { $0.isLetter || $0.isNumber || "/:=._-+,".contains($0) }
        ? text
        : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    var words = ["swift run usbfs-conformance run --kernel", quoted(spec.description), "--rig", rig.rawValue]
    if let modules { words += ["--modules", quoted(modules)] }
    for pair in replaceModule { words += ["--replace-module", quoted(pair)] }
    if !append.isEmpty { words += ["--append", quoted(append)] }
    if memory != Guest.memory { words += ["--memory", "\(memory)"] }
    return (words + ["--replay"]).joined(separator: " ")
  }
}
