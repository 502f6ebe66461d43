import Glibc
import GuestProtocol
import Subprocess
import SystemPackage

/// The means by which QEMU runs the guest's instructions.
enum Accelerator: String, Sendable {
  case kvm, tcg

  /// QEMU's arguments.
  ///
  /// With a thread for each processor, and fewer cores than processors, one that spins for a lock spins until the
  /// host lets its holder run again. Where they take turns it gives way at once: ACC-2 in three guests on two cores
  /// took 51 seconds of processor time with threads, 26 without.
  /// - Parameter parallelVCPUs: Whether the guest's processors must run at the same moment, whatever that costs.
  /// - Parameter processor: QEMU's processor, if the board takes only that one.
  func arguments(for architecture: Architecture, processor: String? = nil, parallelVCPUs: Bool) -> [String] {
    switch self {
    case .kvm: ["-accel", "kvm", "-cpu", architecture.hostProcessor]
    case .tcg:
      [
        "-accel", "tcg,thread=\(parallelVCPUs ? "multi" : "single")", "-cpu",
        processor ?? architecture.emulatedProcessor,
      ]
    }
  }

  /// The kernel's arguments with this accelerator.
  func kernelArguments(on architecture: Architecture) -> String {
    switch self {
    case .kvm: ""
    case .tcg: architecture.emulationArguments
    }
  }

  /// Seconds that a kernel gets to print its first line under KVM. It takes one where KVM works.
  private static let timeout = 10

  /// KVM where an ordinary kernel really runs with it, TCG otherwise.
  ///
  /// /dev/kvm may be there and still hang the guest in its firmware or abort QEMU, so the kernel itself is tried. That
  /// it works is true of the machine, until it boots again; that it does not may be the kernel's fault, so each kernel
  /// is asked.
  static func choose(kernel: Kernel, progress: @Sendable (String) -> Void) async throws -> Accelerator {
    let architecture = kernel.architecture
    guard architecture.isHost, access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
    let boot = String(decoding: try FileSystem.read("/proc/sys/kernel/random/boot_id"), as: UTF8.self).prefix(
      36)
    let note = FileSystem.cache.appending("accelerator-\(boot)")
    let answers = FileSystem.text(note)
    let sum = try await Tool.sha256(of: [kernel.image])[0]
    if answers.contains(kvm.rawValue) { return .kvm }
    if answers.contains(sum) { return .tcg }
    progress("trying whether KVM works here")
    let works = try await FileSystem.withTemporary { folder in
      let console = folder.appending("console").string
      // No initramfs: the kernel panics soon, and -no-reboot makes that QEMU's orderly end.
      let arguments =
        Accelerator.kvm.arguments(for: architecture, parallelVCPUs: false) + [
          "-machine", architecture.board.machine,
        ]
        + [
          "-m", "256", "-display", "none", "-nodefaults", "-no-reboot", "-kernel", kernel.image.string,
          "-append", "console=\(architecture.board.console) panic=-1", "-serial", "file:\(console)",
        ]
      // One group of both, so that an interrupted probe leaves no QEMU.
      var options = PlatformOptions()
      options.processGroupID = 0
      options.teardownSequence = [
        .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
      ]
      let result = try await Subprocess.run(
        .name("timeout"),
        arguments: Arguments(
          ["--foreground", "--signal=KILL", "\(timeout)", architecture.emulator] + arguments),
        platformOptions: options, output: .discarded, error: .discarded)
      try Task.checkCancellation()
      return result.terminationStatus.isSuccess && KernelReport.isPanic(FileSystem.text(FilePath(console)))
    }
    try? FileSystem.write("\(answers)\(works ? kvm.rawValue : sum)\n".utf8, to: note)
    return works ? .kvm : .tcg
  }
}
