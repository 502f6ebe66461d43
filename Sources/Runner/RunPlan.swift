import Clauses
import KernelLab
import Reporting
import SystemPackage

/// The kernels, rigs and clauses of a run, and where its reports go.
package struct RunPlan: Sendable {
  /// A module file that stands in for the kernel's own.
  package struct ModuleReplacement: Sendable {
    /// The module's name.
    package let name: String
    /// The module's file.
    package let file: FilePath

    /// A file for the module of this name.
    package init(name: String, file: FilePath) {
      self.name = name
      self.file = file
    }
  }

  /// The file of accepted verdicts.
  package struct BaselineFile: Sendable {
    /// The file.
    package let path: FilePath
    /// Whether the run writes what it sees instead of comparing with it.
    package let isUpdated: Bool

    /// A baseline, compared with or written.
    package init(_ path: FilePath, isUpdated: Bool) {
      self.path = path
      self.isUpdated = isUpdated
    }
  }

  /// The kernels, each once.
  package let kernels: [KernelSpec]
  /// The rigs, each once.
  package private(set) var rigs: [RigProfile]
  /// The clauses.
  package let clauses: [Clause]
  /// The folder of the reports.
  package let output: FilePath
  /// Whether a rig that a kernel's architecture does not have is left out, and is no error: nobody named it.
  package var leavesOutForeignRigs = false
  /// The modules of an image.
  package var modules: FilePath?
  /// The modules that stand in for kernels' own; of two for one module the later counts.
  package var replacements: [ModuleReplacement] = []
  /// More arguments for the kernels.
  package var append = ""
  /// MiB of memory that a guest has at least.
  package var memory = Guest.memory
  /// The accepted verdicts; nil if a pass is all that is.
  package var baseline: BaselineFile?
  /// Whether the kernel's log and the tests' output are shown.
  package var isReplay = false

  /// A run of these clauses on these rigs of these kernels.
  package init(kernels: [KernelSpec], rigs: [RigProfile], clauses: [Clause], output: FilePath) {
    self.kernels = kernels.uniqued
    self.rigs = rigs
    self.clauses = clauses
    self.output = output
  }

  /// Whether it has several rigs or kernels, which share a table.
  private var isMatrix: Bool { kernels.count * rigs.count > 1 }

  /// Runs the clauses on all rigs of all kernels and writes the reports. Throws a `HarnessError` where there can be no
  /// run at all; a rig without a verdict is an outcome.
  /// - Parameters:
  ///   - progress: Takes what is going on before a guest can run.
  ///   - view: Makes the display, once kernels are known.
  package func run(
    progress: @escaping @Sendable (String) -> Void, view makeView: (RunLayout) -> any RunView
  ) async throws -> RunResult {
    let found = try await find(progress: progress)
    var plan = self
    let architectures = found.compactMap { try? $0.get().architecture }.uniqued
    if leavesOutForeignRigs, !architectures.isEmpty {
      plan.rigs = rigs.filter { rig in architectures.contains { rig.exists(on: $0) } }
    }
    return try await plan.run(found, progress: progress, view: makeView)
  }

  /// Builds the clauses for the architectures of some kernels. One that they cannot be built for does not stop the others.
  private func programs(
    for kernels: [Result<Kernel, HarnessError>], progress: @escaping @Sendable (String) -> Void
  ) async throws -> [Architecture: Result<ClauseProgram, HarnessError>] {
    var programs: [Architecture: Result<ClauseProgram, HarnessError>] = [:]
    for architecture in kernels.compactMap({ try? $0.get().architecture }).uniqued {
      do {
        programs[architecture] = .success(
          try await ClauseProgram.build(for: architecture, progress: progress))
      } catch let error as HarnessError { programs[architecture] = .failure(error) }
    }
    return programs
  }

  private func run(
    _ found: [Result<Kernel, HarnessError>], progress: @escaping @Sendable (String) -> Void,
    view makeView: (RunLayout) -> any RunView
  ) async throws -> RunResult {
    var accepted = try baseline.map { try read($0) }
    let programs = try await programs(for: found, progress: progress)

    let matrixFile = output.appending("matrix.json")
    // It is the last that a run writes. That of an earlier one would pass for this one's if this one is interrupted.
    let continues = isMatrix && !FileSystem.exists(matrixFile)
    let places = zip(kernels, found).flatMap { spec, kernel in
      rigs.map { (spec: spec, kernel: kernel, rig: $0) }
    }
    if isMatrix, Set(places.map { folder($0.spec, $0.rig) }).count < places.count {
      let names = kernels.map(\.description).joined(separator: ", ")
      throw HarnessError("two of \(names) would write to one folder: run them apart")
    }
    let layout = RunLayout(
      planned: clauses, kernels: labels(found), rigs: rigs.map(\.name),
      runs: places.map { info($0.spec, $0.kernel, $0.rig) })
    let view = makeView(layout)
    let room = HostResources()
    let jobs = try places.enumerated().map { column, place in
      let lanes = Supervisor.lanes(clauses, place.rig, room)
      let report = try RunRecorder(
        layout.runs[column], of: place.spec, view: view, column: column,
        folder: isMatrix ? folder(place.spec, place.rig) : output, planned: clauses,
        lanes: lanes, baseline: baseline?.isUpdated == true ? nil : accepted, verbose: isReplay)
      return Matrix.Job(kernel: place.kernel, rig: place.rig, lanes: lanes, report: report)
    }
    // Only now the folders are this run's.
    if isMatrix { FileSystem.remove(matrixFile) }
    let most = ([memory] + kernels.map(\.leastMemory) + rigs.map(\.leastMemory)).max()!
    let matrix = Matrix(
      jobs: jobs, view: view, scheduler: GuestScheduler(room, memory: most), continues: continues)
    let modules = Dictionary(replacements.map { ($0.name, $0.file) }, uniquingKeysWith: { $1 })
    let outcomes = try await matrix.run { kernel, rig in
      if leavesOutForeignRigs, !rig.exists(on: kernel.architecture) {
        throw Matrix.Skip(reason: rig.missing(on: kernel.architecture))
      }
      return try await Guest.prepare(
        kernel: kernel, clauses: try programs[kernel.architecture]!.get(), rig: rig, append: append,
        memory: max(memory, kernel.spec.leastMemory), progress: progress
      ).replacing(modules)
    }
    if isMatrix {
      var records: [RigRecord] = []
      for (job, outcome) in zip(jobs, outcomes) { records.append(await job.report.record(outcome)) }
      try FileSystem.write(MatrixWriter.document(records, planned: clauses).utf8, to: matrixFile)
    }
    if let baseline, baseline.isUpdated {
      for job in jobs { await job.report.accept(into: &accepted!) }
      try FileSystem.write(accepted!.text.utf8, to: baseline.path)
    }
    let byKernel = stride(from: 0, to: outcomes.count, by: rigs.count).map {
      Array(outcomes[$0..<$0 + rigs.count])
    }
    return RunResult(
      outcomes: byKernel, acceptedVerdicts: baseline?.isUpdated == true ? accepted?.count : nil)
  }

  private func read(_ file: BaselineFile) throws -> Baseline {
    let path = file.path
    if file.isUpdated, !FileSystem.exists(path) { return Baseline() }
    guard FileSystem.exists(path) else {
      throw HarnessError("no baseline \(path): --update-expect writes what a run sees to it")
    }
    do {
      return try Baseline(parsing: String(decoding: try FileSystem.read(path), as: UTF8.self))
    } catch let error as Baseline.SyntaxError {
      throw HarnessError("\(path), \(error)")
    }
  }

  /// Gets the kernels, one after the other. One that cannot be had does not stop the others.
  private func find(progress: @Sendable (String) -> Void) async throws -> [Result<Kernel, HarnessError>] {
    var found: [Result<Kernel, HarnessError>] = []
    for spec in kernels {
      do {
        found.append(.success(try await Kernel.get(spec, modules: modules, progress: progress)))
      } catch let error as HarnessError {
        found.append(.failure(error))
      }
    }
    return found
  }
}
