import ArgumentParser
import KernelLab
import Runner
import SystemPackage

/// `usbfs-conformance image`
struct ImageCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "image",
    abstract: "Writes an initramfs that any CI boots with its own kernel.",
    discussion: """
      It finds a rig, runs the clauses, prints KTAP on the console, and powers off. ci/README.md says how to boot it \
      and what it takes on the kernel's command line.
      """)

  @Option(
    help: ArgumentHelp(
      "Whose modules it holds, and whose architecture it is for: debian:bookworm or the path of an image. Without, it is for x86-64, and the kernel has them built in, or the CI adds them.",
      valueName: "spec"))
  var kernel: String?

  @Option(
    help: ArgumentHelp(
      "The modules of an image: the folder that holds modules.dep, or one above it.", valueName: "dir"))
  var modules: String?

  @Option(help: ArgumentHelp("Where it goes.", valueName: "file"))
  var output = "usbfs.cpio.gz"

  func validate() throws {
    if modules != nil, kernel == nil { throw ValidationError("--modules goes with an image: --kernel") }
  }

  func run() async throws -> ExitStatus {
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    var found: Kernel?
    if let kernel {
      found = try await Kernel.get(KernelSpec(parsing: kernel), modules: modules.map { FilePath($0) }) {
        terminal.progress($0)
      }
    }
    let architecture = found?.architecture ?? .x86_64
    let clauses = try await ClauseProgram.build(for: architecture) { terminal.progress($0) }
    let supervisor = try await ClauseProgram.buildSupervisor(for: architecture) { terminal.progress($0) }
    terminal.progress("packing the image")
    try await GuestImage.export(
      for: found, clauses: clauses, supervisor: supervisor, to: FilePath(output))
    let whose = found.map { $0.modules == nil ? "no modules" : "the modules of \($0.release)" }
    terminal.print("\(output): \(whose ?? "no modules")\n")
    return .success
  }
}
