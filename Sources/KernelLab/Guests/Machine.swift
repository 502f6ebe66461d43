import Dispatch
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A QEMU process and the lines to its guest.
final class Machine: Sendable {
  struct Configuration: Sendable {
    var architecture: Architecture
    /// The board that the machine is.
    var board: Board
    var accelerator: Accelerator
    /// Whether its processors must run at the same moment.
    var parallelVCPUs = false
    /// QEMU's arguments for the board and the controllers on it.
    var machine: [String]
    var kernel: FilePath
    var initramfs: FilePath
    /// The device tree, if it is not the one that QEMU makes.
    var deviceTree: FilePath?
    var append: String
    /// MiB.
    var memory: Int
    /// The file that is the guest's memory.
    var memoryFile: FilePath
    /// Whether what the guest writes goes to that file, or stays with the process.
    var keepsMemory: Bool
    /// The saved state of the devices to go on from, or nil to boot.
    var state: FilePath?
    /// A file that is the guest's disk; nil if the disk is empty. The disk itself is always there, so that a snapshot knows
    /// it, and its size is only looked at when the guest loads the disk's driver.
    var disk: FilePath?
  }

  /// The lines that the guest says on its control line.
  let control: AsyncStream<String>
  /// The folder of the machine's sockets, which is gone when the machine is.
  let sockets: FilePath
  private let controlChannel: Channel
  private let monitorChannel: Channel
  private let monitorPieces: AsyncStream<[UInt8]>
  /// Whether the monitor's first prompt was read.
  private let isGreeted = Atomic(false)
  private let process = Mutex<ProcessIdentifier?>(nil)

  private init(sockets: FilePath) throws {
    self.sockets = sockets
    controlChannel = try Channel(at: sockets.appending("control"))
    monitorChannel = try Channel(at: sockets.appending("monitor"))
    control = controlChannel.lines()
    monitorPieces = monitorChannel.pieces()
  }

  /// Starts a guest and ends it when `body` is done, however that ends.
  /// - Parameter folder: Where the guest's output goes; it is kept.
  static func run<T: Sendable>(
    _ configuration: Configuration, output folder: FilePath, _ body: (Machine) async throws -> T
  ) async throws -> T {
    try await FileSystem.withTemporary { sockets in
      let machine = try Machine(sockets: sockets)
      defer {
        machine.controlChannel.close()
        machine.monitorChannel.close()
      }
      var options = PlatformOptions()
      // A group of its own: Ctrl-C reaches this program alone, which then ends the guest in its order.
      options.processGroupID = 0
      options.teardownSequence = [.send(signal: .kill, allowedDurationToNextStep: .seconds(1))]
      let result: ExecutionResult<Result<T, any Error>, FileDescriptorOutput, FileDescriptorOutput>
      // What QEMU says of the guest's doings has no end; a file takes it.
      let log = folder.appending("qemu.log")
      let words = try FileDescriptor.open(
        log, .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
      let output = try machine.endSignal()
      do {
        result = try await Subprocess.run(
          .name(configuration.architecture.emulator),
          arguments: Arguments(arguments(configuration, output: folder, sockets: sockets)),
          platformOptions: options, input: .none,
          output: .fileDescriptor(output, closeAfterSpawningProcess: true),
          error: .fileDescriptor(words, closeAfterSpawningProcess: true)
        ) { execution in
          machine.process.withLock { $0 = execution.processIdentifier }
          defer { machine.kill() }
          do { return .success(try await body(machine)) } catch { return .failure(error) }
        }
      } catch let error as SubprocessError where error.code == .executableNotFound {
        throw HarnessError(
          configuration.architecture.missingEmulator)
      }
      try Task.checkCancellation()
      switch result.closureResult {
      case .success(let value): return value
      case .failure(is Ended):
        // QEMU's own last words, if it had any.
        let words = FileSystem.text(log).split(separator: "\n").last.map(String.init)
        throw HarnessError("QEMU ended: \(words ?? "without a word"); is there memory and disk space enough?")
      case .failure(let error): throw error
      }
    }
  }

  /// QEMU went away while it was spoken to.
  private struct Ended: Error {}

  private static func arguments(_ configuration: Configuration, output: FilePath, sockets: FilePath)
    -> [String]
  {
    let ram =
      "memory-backend-file,id=ram,size=\(configuration.memory)M,mem-path=\(option(configuration.memoryFile)),"
      + "share=\(configuration.keepsMemory ? "on" : "off")"
    let board = configuration.board
    // The board decides which port each of these is behind.
    let serial =
      [
        "file,id=console,path=\(option(output))/console.log",
        "file,id=tests,path=\(option(output))/tests.log",
        "socket,id=control,path=\(option(sockets))/control",
      ] + (board.ports.files == nil ? [] : ["file,id=files,path=\(option(output))/files.txt"])
    return configuration.accelerator.arguments(
      for: configuration.architecture, processor: board.processor, parallelVCPUs: configuration.parallelVCPUs)
      + configuration.machine + serial.flatMap { ["-chardev", $0] } + board.serialOptions + [
        "-object", ram, "-m", "\(configuration.memory)", "-smp", "\(board.processors)",
        "-display", "none", "-nodefaults", "-no-user-config", "-no-reboot",
        "-kernel", configuration.kernel.string, "-initrd", configuration.initramfs.string,
        "-append", configuration.append,
        "-chardev", "socket,id=monitor,path=\(option(sockets))/monitor",
        "-mon", "chardev=monitor,mode=readline",
      ] + (configuration.deviceTree.map { ["-dtb", $0.string] } ?? [])
      + (board.hasPCI
        ? ["-blockdev", disk(configuration.disk), "-device", "virtio-blk-pci,drive=disk"] : [])
      + (configuration.state == nil ? [] : ["-incoming", "defer"])
  }

  /// QEMU's description of the disk.
  private static func disk(_ file: FilePath?) -> String {
    let backend =
      file.map { "driver=raw,file.driver=file,file.filename=\(option($0))" } ?? "driver=null-co,size=65536"
    return "node-name=disk,read-only=on,\(backend)"
  }

  /// A path within an argument of QEMU's: a comma in it would end it, a doubled one does not.
  static func option(_ path: FilePath) -> String {
    path.string.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
  }

  /// A pipe's end for QEMU to hold: when QEMU ends, it closes, and then the channels end, also if QEMU never connected.
  private func endSignal() throws -> FileDescriptor {
    let (readEnd, writeEnd) = try FileDescriptor.pipe()
    _ = fcntl(readEnd.rawValue, F_SETFD, FD_CLOEXEC)
    _ = fcntl(writeEnd.rawValue, F_SETFD, FD_CLOEXEC)
    DispatchQueue(label: "end of QEMU").async { [self] in
      withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { chunk in
        while let count = try? readEnd.read(into: chunk), count > 0 {}
      }
      try? readEnd.close()
      controlChannel.hangUp()
      monitorChannel.hangUp()
    }
    return writeEnd
  }

  func send(_ line: String) { controlChannel.send(line + "\n") }

  /// Ends the guest at once.
  func kill() {
    process.withLock { if let process = $0 { _ = Glibc.kill(process.value, SIGKILL) } }
  }

  /// Runs `body` with a time limit in seconds: when it is over, the guest is killed, which ends what waits for it.
  func within<T>(_ seconds: Int, _ body: () async throws -> T) async throws -> T {
    let watchdog = Task {
      try await Task.sleep(for: .seconds(seconds))
      kill()
    }
    defer { watchdog.cancel() }
    return try await body()
  }

  /// Seconds that QEMU's monitor gets for its commands; saving a guest takes a few.
  private static let timeout = 120

  /// Gives commands to QEMU's monitor one after the other and waits for each. Throws what QEMU complains of.
  /// - Returns: What it says to the last.
  @discardableResult
  func monitor(_ commands: [String]) async throws -> String {
    try await within(Self.timeout) { try await converse(commands) }
  }

  private func converse(_ commands: [String]) async throws -> String {
    let prompt = Array("(qemu) ".utf8)
    var pieces = monitorPieces.makeAsyncIterator()
    var said: [UInt8] = []
    func untilPrompt() async throws {
      said = []
      while !said.suffix(prompt.count).elementsEqual(prompt) {
        guard let piece = await pieces.next() else { throw Ended() }
        said += piece
      }
    }
    if !isGreeted.exchange(true, ordering: .relaxed) { try await untilPrompt() }
    for command in commands {
      monitorChannel.send(command + "\n")
      try await untilPrompt()
      let text = String(decoding: said, as: UTF8.self)
      if let complaint = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix("Error:") }) {
        throw HarnessError("QEMU: \(complaint)")
      }
    }
    return String(decoding: said, as: UTF8.self)
  }
}
