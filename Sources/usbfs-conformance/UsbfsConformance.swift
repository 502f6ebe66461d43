import ArgumentParser
import Dispatch
import Glibc
import KernelLab
import Runner

/// The command line.
@main
struct UsbfsConformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "usbfs-conformance",
    abstract: "Tests whether a Linux kernel keeps the promises of usbfs zerocopy.",
    discussion: """
      Boots the kernel in a virtual machine, gives it a USB gadget, and runs the clauses against its usbfs. On a \
      machine with a gadget attached, `swift test` runs the same clauses against that.

      Exit status: 0 the kernel conforms, 1 it does not, 2 wrong usage or the harness broke, 4 everything was \
      skipped, 130 interrupted.
      """,
    subcommands: [
      RunCommand.self, ReportCommand.self, MutantsCommand.self, KernelCommand.self, CoverageCommand.self,
      ImageCommand.self,
    ])

  /// Wrong usage is exit status 2 here, as for all that is not the kernel's fault.
  static func main() async {
    let work = Task { () -> ExitStatus in
      do {
        var command = try parseAsRoot()
        if let command = command as? any StatusCommand { return try await command.run() }
        try command.run()
        return .success
      } catch is CancellationError {
        return .interrupted
      } catch let error as HarnessError {
        if Task.isCancelled { return .interrupted }
        Terminal.complain("usbfs-conformance: \(error)")
        return .usageOrHarness
      } catch {
        if Task.isCancelled { return .interrupted }
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code.isSuccess { print(text) } else if !text.isEmpty { Terminal.complain(text) }
        return code.isSuccess ? .success : .usageOrHarness
      }
    }
    // A first Ctrl-C ends the guest and cleans up; it is this program's business alone.
    let sources = onInterrupt { work.cancel() }
    let status = await work.value
    withExtendedLifetime(sources) {}
    if status == .interrupted { Terminal.complain("usbfs-conformance: interrupted; no verdict") }
    Glibc.exit(status.rawValue)
  }

  /// Calls `handler` instead of dying of a signal, on a queue of its own.
  private nonisolated static func onInterrupt(_ handler: @escaping @Sendable () -> Void)
    -> [any DispatchSourceSignal]
  {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler(handler: handler)
      source.resume()
      return source
    }
  }
}
