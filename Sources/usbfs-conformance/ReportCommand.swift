import ArgumentParser
import KernelLab
import Reporting
import Runner
import SystemPackage

/// `usbfs-conformance report`
struct ReportCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes a page, or what another program reads, of what runs left in a folder.")

  /// The formats of a report.
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

  func run() async throws -> ExitStatus {
    let runs = try RecordedRun.all(below: FilePath(results))
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
    return .success
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
}
