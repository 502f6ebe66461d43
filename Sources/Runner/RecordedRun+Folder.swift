import Clauses
import KernelLab
import Reporting
import SystemPackage

extension RecordedRun {
  /// The runs in a folder and below it, older kernels first, the rigs of each in their usual order. Throws a `HarnessError`
  /// if there is none, or one cannot be read.
  package static func all(below folder: FilePath) throws -> [RecordedRun] {
    guard FileSystem.exists(folder) else { throw HarnessError("no folder \(folder)") }
    let runs = try FileSystem.files("results.jsonl", below: folder).map { file in
      let text = String(decoding: try FileSystem.read(file), as: UTF8.self)
      do {
        return RecordedRun(
          folder: file.removingLastComponent(), record: try JSONLines.record(text))
      } catch {
        throw HarnessError("\(file) is no report of a run: \(error); remove it, or run that again")
      }
    }
    if runs.isEmpty { throw HarnessError("no run left results.jsonl in \(folder) or below it") }
    func place(_ run: RunInfo) -> (KernelVersion, String, Int) {
      let rig = VirtualRig(rawValue: run.rig).flatMap { VirtualRig.allCases.firstIndex(of: $0) }
      return (run.kernelVersion ?? KernelVersion(0, 0), run.kernelSpec, rig ?? VirtualRig.allCases.count)
    }
    return runs.sorted { place($0.record.run) < place($1.record.run) }
  }
}
