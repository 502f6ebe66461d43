import ArgumentParser
import Clauses
import KernelLab
import Reporting
import SystemPackage

/// `usbfs-conformance report`
struct ReportCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes a page, or what another program reads, of what runs left in a folder.")

  /// What can be made.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html, kcidb, github, gitlab
  }

  @Argument(help: "The folder that `run --output` was given; all runs below it are taken.")
  var results = "results"

  @Option(
    help: ArgumentHelp(
      "html, a page; kcidb, a document for KCIDB; github, commands of a workflow; gitlab, for Code Quality.",
      valueName: "format"))
  var format = Format.html

  @Option(
    help: ArgumentHelp(
      "Where it goes; - is standard output. Without it, html goes to DIR/report.html and all else to standard output.",
      valueName: "file"))
  var output: String?

  @Option(
    help: ArgumentHelp("With kcidb: the name that KCIDB knows your CI system by.", valueName: "origin"))
  var origin: String?

  func validate() throws {
    if let origin {
      guard format == .kcidb else { throw ValidationError("--origin goes with --format kcidb") }
      guard KCIDBWriter.isOrigin(origin) else {
        throw ValidationError("--origin \(origin): a-z, 0-9 and _ will do")
      }
    } else if format == .kcidb {
      throw ValidationError("--format kcidb wants --origin, the name that KCIDB knows your CI system by")
    }
  }

  func run() async throws -> Int32 {
    let runs = try Self.runs(below: FilePath(results))
    let text = document(runs)
    let page = format == .html ? FilePath(results).appending("report.html") : nil
    if let file = output.map({ FilePath($0) }) ?? page, file != "-" {
      try FileSystem.write(text.utf8, to: file)
      print(file)
    } else {
      do { _ = try FileDescriptor.standardOutput.writeAll(text.utf8) } catch {
        throw HarnessError("cannot write to standard output: \(error)")
      }
    }
    return 0
  }

  private func document(_ runs: [RecordedRun]) -> String {
    switch format {
    case .html: ReportPage.document(runs) { try? FileSystem.read($0) }
    case .github: GitHubWriter.document(runs)
    case .gitlab: GitLabWriter.document(runs)
    case .kcidb:
      KCIDBWriter.document(runs, origin: origin ?? "") { run, clause in
        let log = try? FileSystem.read(run.bundle(clause.id).appending("kernel.log"))
        return log.map { String(decoding: $0, as: UTF8.self) }
      }
    }
  }

  /// The runs in a folder and below it, older kernels first, the rigs of each in their usual order. Throws a `HarnessError`
  /// if there is none, or one cannot be read.
  static func runs(below folder: FilePath) throws -> [RecordedRun] {
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
      let rig = RigProfile.named(run.rig).flatMap { RigProfile.all.firstIndex(of: $0) }
      return (run.kernelVersion ?? KernelVersion(0, 0), run.kernelSpec, rig ?? RigProfile.all.count)
    }
    return runs.sorted { place($0.record.run) < place($1.record.run) }
  }
}
