import ArgumentParser
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
    case html
  }

  @Argument(help: "The folder that `run --output` was given; all runs below it are taken.")
  var results = "results"

  @Option(help: "What to make.")
  var format = Format.html

  @Option(help: ArgumentHelp("Where it goes; - is standard output.", valueName: "file"))
  var output: String?

  func run() async throws -> Int32 {
    let runs = try Self.runs(below: FilePath(results))
    let text = ReportPage.document(runs)
    if output == "-" {
      print(text, terminator: "")
    } else {
      let file = output.map { FilePath($0) } ?? FilePath(results).appending("report.html")
      try Folders.write(text.utf8, to: file)
      print(file)
    }
    return 0
  }

  /// The runs in a folder and below it. Throws a `LabError` if there is none, or one cannot be read.
  static func runs(below folder: FilePath) throws -> [RecordedRun] {
    guard Folders.exists(folder) else { throw LabError("no folder \(folder)") }
    let runs = try Folders.files("results.jsonl", below: folder).map { file in
      let text = String(decoding: try Folders.read(file), as: UTF8.self)
      do {
        return RecordedRun(
          folder: file.removingLastComponent(), record: try JSONLines.record(text))
      } catch {
        throw LabError("\(file) is no report of a run: \(error)")
      }
    }
    if runs.isEmpty { throw LabError("no run left results.jsonl in \(folder) or below it") }
    return runs
  }
}
