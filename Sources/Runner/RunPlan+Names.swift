import Clauses
import KernelLab
import Reporting
import SystemPackage

/// The names that a run's kernels, rigs and folders have in reports.
extension RunPlan {
  /// The folder of the reports of one rig of several.
  func folder(_ spec: KernelSpec, _ rig: RigProfile) -> FilePath {
    let name = "\(spec)-\(rig.name)".map { $0 == "/" || $0 == ":" ? "-" : $0 }
    return output.appending(String(name))
  }

  /// Short names of the kernels: their upstream versions, if those tell them apart.
  /// - Parameter found: The kernels of `kernels`.
  func labels(_ found: [Result<Kernel, HarnessError>]) -> [String] {
    let labels = zip(kernels, found).map { spec, kernel in
      guard let kernel = try? kernel.get() else { return spec.description }
      return kernel.version.flatMap { KernelVersion($0)?.description } ?? kernel.release
    }
    return labels.uniqued.count == labels.count ? labels : kernels.map(\.description)
  }

  /// The facts of a run that are known before its rig describes itself.
  func info(_ spec: KernelSpec, _ kernel: Result<Kernel, HarnessError>, _ rig: RigProfile) -> RunInfo {
    let kernel = try? kernel.get()
    let used = Dictionary(replacements.map { ($0.name, $0.file) }, uniquingKeysWith: { $1 })
    let files = used.values.compactMap { $0.lastComponent?.string }.sorted()
    let with = files.isEmpty ? "" : " with \(files.joined(separator: ", "))"
    var run = RunInfo(
      kernelRelease: kernel?.release ?? "unknown",
      kernelSpec: (kernel?.description ?? spec.description) + with,
      rig: rig.name, rigDetail: "", replay: replayCommand(spec, rig))
    run.kernelBuild = kernel?.build
    run.architecture = kernel?.architecture.name
    return run
  }

  /// The command that runs a clause again as this run did, without the clause's id, which follows it.
  func replayCommand(_ spec: KernelSpec, _ rig: RigProfile) -> String {
    func quoted(_ text: String) -> String {
      text.allSatisfy { $0.isLetter || $0.isNumber || "/:=._-+,".contains($0) }
        ? text
        : "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
    var words = ["swift run usbfs-conformance run --kernel", quoted(spec.description), "--rig", rig.name]
    if let modules { words += ["--modules", quoted(modules.string)] }
    for module in replacements { words += ["--replace-module", quoted("\(module.name)=\(module.file)")] }
    if !append.isEmpty { words += ["--append", quoted(append)] }
    if memory != Guest.memory { words += ["--memory", "\(memory)"] }
    return (words + ["--replay"]).joined(separator: " ")
  }
}
