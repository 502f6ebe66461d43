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

      A kernel is one of
      \(KernelSpec.explanation)

      A rig is a host controller and the device at its other end:
      \(Self.rigs)

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
      return "  \(name)\(rig.explanation)"
    }.joined(separator: "\n")
  }()

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Kernels, as listed above.", valueName: "spec"))
  var kernel = ["debian:bookworm"]

  @Option(
    help: ArgumentHelp(
      "The modules of a bzImage: the folder that holds modules.dep, or one above it.", valueName: "dir"))
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
    _ = try RigProfile.named(rig)
    for pair in replaceModule where pair.split(separator: "=").count != 2 {
      throw ValidationError("--replace-module \(pair): NAME=FILE is wanted, such as usbcore=usbcore.ko")
    }
  }

  /// The clauses asked for.
  private func chosen() throws -> [Clause] {
    if let replay { return [Catalogue.clause(replay)!] }
    var found = Catalogue.clauses
    if let filter {
      do { found = try Catalogue.clauses(matching: filter) } catch {
        throw HarnessError(
          "--filter \(filter) is no clause, no beginning of one, and no regular expression: \(error)")
      }
      if found.isEmpty { throw HarnessError("--filter \(filter) matches no clause; --list shows them") }
    }
    guard let shard else { return found }
    let part = shard.part(of: found)
    if part.isEmpty { throw HarnessError("--shard \(shard): there are only \(found.count) clauses") }
    return part
  }

  func run() async throws -> Int32 {
    let clauses = try chosen()
    if list {
      show(clauses)
      return 0
    }
    let specs = try kernel.map { try KernelSpec(parsing: $0) }.uniqued
    let rigs = try RigProfile.named(rig)
    var baseline = try expect.map { try read($0) }
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let program = try await ClauseProgram.build { terminal.progress($0) }
    let kernels = try await kernels(specs, terminal)

    let isMatrix = specs.count * rigs.count > 1
    let matrixFile = FilePath(output).appending("matrix.json")
    // It is the last that a run writes. That of an earlier one would pass for this one's if this one is interrupted.
    let continues = isMatrix && !FileSystem.exists(matrixFile)
    let places = zip(specs, kernels).flatMap { spec, kernel in
      rigs.map { (spec: spec, kernel: kernel, rig: $0) }
    }
    if isMatrix, Set(places.map { folder($0.spec, $0.rig) }).count < places.count {
      throw HarnessError("two of \(kernel.joined(separator: ", ")) would write to one folder: run them apart")
    }
    let runs = places.map { info($0.spec, $0.kernel, $0.rig) }
    let console = Console(
      terminal: terminal, planned: clauses, kernels: labels(specs, kernels), rigs: rigs.map(\.name),
      runs: runs)
    let room = HostResources()
    let jobs = try places.enumerated().map { column, place in
      let lanes = Supervisor.lanes(clauses, place.rig, room)
      let report = try RunRecorder(
        runs[column], of: place.spec, console: console, column: column,
        folder: isMatrix ? folder(place.spec, place.rig) : FilePath(output), planned: clauses,
        lanes: lanes, baseline: updateExpect ? nil : baseline,
        verbose: replay != nil)
      return Matrix.Job(kernel: place.kernel, rig: place.rig, lanes: lanes, report: report)
    }
    // Only now the folders are this run's.
    if isMatrix { FileSystem.remove(matrixFile) }
    let most = max(memory, specs.map(\.leastMemory).max() ?? 0)
    let matrix = Matrix(
      jobs: jobs, console: console, scheduler: GuestScheduler(room, memory: most), continues: continues)
    let outcomes = try await matrix.run { kernel, rig in
      try await Guest.prepare(
        kernel: kernel, clauses: program, rig: rig, append: append,
        memory: max(memory, kernel.spec.leastMemory)
      ) { terminal.progress($0) }.replacing(replacements)
    }
    if isMatrix {
      var records: [RigRecord] = []
      for (job, outcome) in zip(jobs, outcomes) { records.append(await job.report.record(outcome)) }
      try FileSystem.write(MatrixWriter.document(records, planned: clauses).utf8, to: matrixFile)
    }
    let statuses = outcomes.map(\.exitCode)
    if updateExpect, let expect {
      for job in jobs { await job.report.accept(into: &baseline!) }
      try FileSystem.write(baseline!.text.utf8, to: FilePath(expect))
      terminal.print("\(expect) accepts \(baseline!.count) verdicts beside passes\n")
      return statuses.contains(2) ? 2 : 0
    }
    if statuses.contains(1) { return 1 }
    if statuses.contains(2) { return 2 }
    // A kernel none of whose rigs ran a clause is untested.
    let isUntested = stride(from: 0, to: statuses.count, by: rigs.count).contains { first in
      statuses[first..<first + rigs.count].allSatisfy { $0 == 4 }
    }
    return isUntested ? 4 : 0
  }

  private func show(_ clauses: [Clause]) {
    func padded(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(0, width - text.count))
    }
    let width = Catalogue.clauses.map(\.grade.name.count).max() ?? 0
    for clause in clauses { print(padded(clause.id, 7), padded(clause.grade.name, width), clause.title) }
  }

  /// Module files by the names of the modules that they stand in for.
  private var replacements: [String: FilePath] {
    let pairs = replaceModule.map { $0.split(separator: "=").map(String.init) }
    return Dictionary(pairs.map { ($0[0], FilePath($0[1])) }, uniquingKeysWith: { $1 })
  }

  /// What is known of a run before its rig describes itself.
  private func info(_ spec: KernelSpec, _ kernel: Result<Kernel, HarnessError>, _ rig: RigProfile) -> RunInfo
  {
    let kernel = try? kernel.get()
    let files = replacements.values.compactMap { $0.lastComponent?.string }.sorted()
    let with = files.isEmpty ? "" : " with \(files.joined(separator: ", "))"
    var run = RunInfo(
      kernelRelease: kernel?.release ?? "unknown",
      kernelSpec: (kernel?.description ?? spec.description) + with,
      rig: rig.name, rigDetail: "", replay: replayCommand(spec, rig))
    run.kernelBuild = kernel?.build
    return run
  }

  /// The kernels, one after the other. One that cannot be had does not stop the others.
  private func kernels(_ specs: [KernelSpec], _ terminal: Terminal) async throws -> [Result<
    Kernel, HarnessError
  >] {
    var kernels: [Result<Kernel, HarnessError>] = []
    for spec in specs {
      do {
        kernels.append(
          .success(
            try await Kernel.get(spec, modules: modules.map { FilePath($0) }) { terminal.progress($0) }))
      } catch let error as HarnessError {
        kernels.append(.failure(error))
      }
    }
    return kernels
  }

  /// What the kernels are called where there is little room: their upstream versions, if those tell them apart.
  private func labels(_ specs: [KernelSpec], _ kernels: [Result<Kernel, HarnessError>]) -> [String] {
    let labels = zip(specs, kernels).map { spec, kernel in
      guard let kernel = try? kernel.get() else { return spec.description }
      return kernel.version.flatMap { KernelVersion($0)?.description } ?? kernel.release
    }
    return labels.uniqued.count == labels.count ? labels : specs.map(\.description)
  }

  private func read(_ file: String) throws -> Baseline {
    if updateExpect, !FileSystem.exists(FilePath(file)) { return Baseline() }
    guard FileSystem.exists(FilePath(file)) else {
      throw HarnessError("no baseline \(file): --update-expect writes what a run sees to it")
    }
    do {
      return try Baseline(parsing: String(decoding: try FileSystem.read(FilePath(file)), as: UTF8.self))
    } catch let error as Baseline.SyntaxError {
      throw HarnessError("\(file), \(error)")
    }
  }

  /// Where the reports of one rig of several go.
  private func folder(_ spec: KernelSpec, _ rig: RigProfile) -> FilePath {
    let name = "\(spec)-\(rig.name)".map { $0 == "/" || $0 == ":" ? "-" : $0 }
    return FilePath(output).appending(String(name))
  }

  /// The command that runs a clause again as this run did.
  private func replayCommand(_ spec: KernelSpec, _ rig: RigProfile) -> String {
    func quoted(_ text: String) -> String {
      text.allSatisfy { $0.isLetter || $0.isNumber || "/:=._-+,".contains($0) }
        ? text
        : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    var words = ["swift run usbfs-conformance run --kernel", quoted(spec.description), "--rig", rig.name]
    if let modules { words += ["--modules", quoted(modules)] }
    for pair in replaceModule { words += ["--replace-module", quoted(pair)] }
    if !append.isEmpty { words += ["--append", quoted(append)] }
    if memory != Guest.memory { words += ["--memory", "\(memory)"] }
    return (words + ["--replay"]).joined(separator: " ")
  }
}

extension Array where Element: Hashable {
  /// The elements without those that came before, in their order.
  fileprivate var uniqued: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension Shard: ExpressibleByArgument {
  /// As the command line has it.
  package init?(argument: String) { self.init(argument) }
}
