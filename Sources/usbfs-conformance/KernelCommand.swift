import ArgumentParser
import KernelLab
import Runner

/// `usbfs-conformance kernel`
struct KernelCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel", abstract: "Gets a kernel, downloaded or built, and prints where it is.")

  @Argument(help: "debian:bookworm, instrumented, or the path of an image.") var spec: String

  func run() async throws -> ExitStatus {
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let kernel = try await Kernel.get(KernelSpec(parsing: spec)) { terminal.progress($0) }
    terminal.print("\(kernel.image)\n")
    return .success
  }
}
