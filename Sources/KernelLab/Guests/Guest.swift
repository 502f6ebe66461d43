import EmulatedDevice
import Glibc
import GuestProtocol
import Synchronization
import SystemPackage

/// A guest that is ready to run clauses, again and again from the same moment: just before usbcore is loaded.
package struct Guest: Sendable {
  /// The kernel under test.
  package let kernel: Kernel
  /// The rig that the clauses run on.
  package let rig: RigProfile
  /// The key of the guest's results: it changes with anything that the guest runs, and with this program.
  package private(set) var key: String
  private var configuration: Machine.Configuration

  /// The kernel's arguments beside the user's. Debian zeroes memory it gives out, which hides leaks; here it stays as
  /// it was left, poisoned when freed, and the slab allocator checks itself. A kernel that oopses stops.
  static let arguments =
    "panic=-1 oops=panic init_on_alloc=0 init_on_free=0 page_poison=1 slub_debug=FZP"

  /// The memory of a guest by default, in MiB.
  package static let memory = 256

  /// Seconds in which a guest of an ordinary kernel must come up. It takes some seven under TCG.
  private static let ordinaryTimeout = 180
  /// The number of snapshots that stay in the cache: a matrix of four kernels has eight. Each is as large as the guest's memory.
  private static let kept = 10

  /// The sum of this program: the same guest may be judged otherwise by a newer one.
  private static let program = Task { try await Tool.sha256(of: [FilePath("/proc/\(getpid())/exe")])[0] }

  /// Boots the kernel to where clauses can run and keeps that moment, or finds it kept.
  package static func prepare(
    kernel: Kernel, clauses: ClauseProgram, rig: RigProfile, append: String = "", memory: Int,
    progress: @escaping @Sendable (String) -> Void
  ) async throws -> Guest {
    try FileSystem.make(FileSystem.cache)
    _ = try rig.machine(on: kernel.architecture)
    let accelerator = try await Accelerator.choose(kernel: kernel, progress: progress)
    // One run at a time makes images and snapshots; others wait and find them made.
    return try await FileSystem.withLock(FileSystem.cache) {
      try await prepare(kernel, clauses, rig, append, memory, accelerator, progress)
    }
  }

  private static func prepare(
    _ kernel: Kernel, _ clauses: ClauseProgram, _ rig: RigProfile, _ append: String, _ memory: Int,
    _ accelerator: Accelerator, _ progress: @escaping @Sendable (String) -> Void
  ) async throws -> Guest {
    let architecture = kernel.architecture
    let wanted = try rig.machine(on: architecture)
    let board = wanted.board ?? architecture.board
    // Without a word such a kernel stops where it turns on the MMU.
    if let sizes = board.pageSizes, let size = try await Arm64Image(kernel.image).pageSize,
      !sizes.contains(size)
    {
      throw HarnessError(
        "\(kernel.description) has pages of \(size) KiB, which the processor of rig \(rig) (\(board.processor ?? board.machine)) "
          + "does not have: take a kernel with pages of 4 KiB")
    }
    let memory = board.fixedMemory ?? max(memory, rig.leastMemory)
    let image = try await GuestImage.make(kernel: kernel, clauses: clauses, progress: progress)
    let machine = board.arguments(wanted.boardOptions) + wanted.controllers.flatMap { ["-device", $0] }
    let words = [
      "console=\(board.console)", arguments, architecture.kernelArguments,
      board.ports.kernelArgument, accelerator.kernelArguments(on: architecture), wanted.kernelArguments,
      kernel.arguments, append,
    ].filter { !$0.isEmpty }.joined(separator: " ")
    guard let qemu = try? await Tool.run(architecture.emulator, ["--version"]) else {
      throw HarnessError(architecture.missingEmulator)
    }
    let key = try await Tool.sha256(
      ([image.key, "\(memory)", qemu, words, "\(String(describing: wanted.deviceTree))"]
        + accelerator.arguments(for: architecture, processor: board.processor, parallelVCPUs: false) + machine
        + board.serialOptions)
        .joined(separator: "\n"))
    let folder = FileSystem.cache.appending("snapshots").appending(key)
    let configuration = Machine.Configuration(
      architecture: architecture, board: board, accelerator: accelerator, machine: machine,
      kernel: kernel.image,
      initramfs: image.initramfs,
      deviceTree: wanted.deviceTree == nil ? nil : folder.appending("device-tree"),
      append: words, memory: memory,
      memoryFile: folder.appending("memory"), keepsMemory: false, state: folder.appending("state"))
    if !FileSystem.exists(folder) {
      let timeout = ordinaryTimeout * kernel.slowness
      progress("booting \(kernel.release) under \(accelerator.rawValue.uppercased()) to take a snapshot")
      let makeTree: @Sendable (FilePath) async throws -> Void = {
        try await wanted.deviceTree?.make(for: kernel, machine: machine, board: board, memory: memory, at: $0)
      }
      if let death = try await boot(configuration, makeTree, into: folder, timeout: timeout) {
        // No clause has begun, so this is nobody's verdict; a kernel that always does it has none in the end.
        progress("\(death)\nbooting it once more")
        if let again = try await boot(configuration, makeTree, into: folder, timeout: timeout) {
          throw HarnessError(again)
        }
      }
    }
    utimes(folder.string, nil)
    // Neither may go while this program runs, however many others come and make their own.
    for path in [folder, image.initramfs] where !FileSystem.share(path) {
      throw HarnessError("cannot lock \(path)")
    }
    return Guest(
      kernel: kernel, rig: rig, key: try await Tool.sha256(key + program.value), configuration: configuration)
  }

  /// - Parameter makeTree: Makes the machine's device tree at a place, if it has one.
  /// - Returns: Nil; or of what mistake the kernel died before it came up, which is not for want of something.
  private static func boot(
    _ wanted: Machine.Configuration, _ makeTree: (FilePath) async throws -> Void, into folder: FilePath,
    timeout: Int
  ) async throws -> String? {
    let parent = folder.removingLastComponent()
    try FileSystem.make(parent)
    FileSystem.prune(parent, keeping: kept - 1)
    return try await FileSystem.withTemporary(in: parent) { scratch in
      var configuration = wanted
      configuration.memoryFile = scratch.appending("memory")
      configuration.keepsMemory = true
      configuration.state = nil
      if wanted.deviceTree != nil {
        let tree = scratch.appending("device-tree")
        try await makeTree(tree)
        configuration.deviceTree = tree
      }
      let death: String? = try await Machine.run(configuration, output: scratch) { machine in
        let began = ContinuousClock.now
        let isReady = try await machine.within(timeout) {
          for await line in machine.control where GuestMessage(line: line) == .ready { return true }
          return false
        }
        guard isReady else {
          try Task.checkCancellation()
          let log = FileSystem.text(scratch.appending("console.log"))
          let isLate = .now - began >= .seconds(timeout)
          let reason = bootFailureReason(
            log: log, seconds: isLate ? timeout : nil, on: wanted.board)
          guard !isLate, firstOops(in: log.split(whereSeparator: \.isNewline)) != nil else {
            throw HarnessError(reason)
          }
          return reason
        }
        // Of a migration that failed half-way the monitor says so only when it is asked.
        let said = try await machine.monitor([
          "migrate_set_capability x-ignore-shared on", "migrate \"exec:cat > '\(scratch)/state'\"",
          "info migrate",
        ])
        guard said.contains("Migration status: completed") else {
          throw HarnessError("QEMU saved no whole snapshot in \(FileSystem.cache): is the disk full?")
        }
        return nil
      }
      if let death { return death }
      guard let state = try? FileSystem.read(scratch.appending("state")), !state.isEmpty else {
        throw HarnessError("QEMU saved no snapshot")
      }
      try FileSystem.move(scratch, to: folder)
      return nil
    }
  }

  /// The line of a console's log with which a kernel says that it made a mistake that it may not survive.
  package static func firstOops(in lines: [Substring]) -> Int? {
    lines.firstIndex { KernelReport.isOops($0) }
  }

  /// The reason why a guest did not boot, as far as its console tells.
  /// - Parameter seconds: How long it was waited for; nil if the guest ended by itself.
  static func bootFailureReason(log: String, seconds: Int?, on board: Board) -> String {
    let what =
      seconds.map { "the guest did not come up within \($0) s" } ?? "the guest ended before it came up"
    let lines = log.split(whereSeparator: \.isNewline)
    if lines.isEmpty {
      return what
        + " and said nothing: does the kernel boot in QEMU (\(board.machine)), with a "
        + "console on a serial port (\(board.consoleOption))?"
    }
    let known: [(sign: String, meaning: String)] = [
      (
        "VFS: Unable to mount root",
        "the kernel did not start from the initramfs: it needs CONFIG_BLK_DEV_INITRD, and no rdinit= in --append"
      ), ("No working init found", "the kernel cannot run programs of this kind: it needs CONFIG_BINFMT_ELF"),
      (
        KernelLogMark.noSerialPort, "the kernel lacks serial ports: \(board.portsOption)"
      ),
    ]
    let meaning = known.first { sign in lines.contains { $0.contains(sign.sign) } }?.meaning
    // A mistake is told first and its place soon; where a kernel gives up the words before it say why.
    let words =
      firstOops(in: lines).map { lines[$0...].prefix(8) }
      ?? lines.prefix { !$0.contains("Call Trace:") }.suffix(8)
    return ([what + (meaning.map { ": \($0)" } ?? "") + "; its last words:"] + words.map { "  \($0)" })
      .joined(separator: "\n")
  }

  /// The same guest with modules that stand in for the kernel's own. Throws a `HarnessError` if they cannot.
  /// - Parameter replacements: Module files by the name of the module.
  package func replacing(_ replacements: [String: FilePath]) async throws -> Guest {
    var guest = self
    let files = try await kernel.files(for: replacements)
    if !files.isEmpty {
      guard configuration.board.hasPCI else {
        throw HarnessError("the board of rig \(rig) takes no modules of yours: it has no disk for them")
      }
      let archive = try await ModuleArchive.make(files, for: kernel)
      guest.configuration.disk = archive.file
      guest.key = try await Tool.sha256("\(key)\n\(archive.key)")
    }
    return guest
  }

  /// The end of a run of clauses in a guest.
  package enum End: Sendable, Equatable, CustomStringConvertible {
    /// The tests ended and reported this exit status.
    case exited(Int)
    /// The guest could not begin: no gadget, a module that does not load.
    case failed(String)
    /// The kernel has not what the rig is made of.
    case lacking(String)
    /// Nothing was heard within the timeout. Under test is a kernel from where usbcore is loaded on.
    case timedOut(isUnderTest: Bool)
    /// The guest stopped in the middle.
    case died(isUnderTest: Bool)
    /// Enough was heard.
    case stopped

    /// The end in a word or two, for bundles.
    package var description: String {
      switch self {
      case .exited(let status): "exited(\(status))"
      case .failed(let reason): "failed(\"\(reason)\")"
      case .lacking(let reason): "lacking(\"\(reason)\")"
      case .timedOut: "timedOut"
      case .died: "died"
      case .stopped: "stopped"
      }
    }
  }

  /// Runs clauses in a guest fresh from the snapshot.
  /// - Parameters:
  ///   - clauses: Their ids.
  ///   - environment: For the tests.
  ///   - output: A folder for the kernel's log (console.log), what the tests print (tests.log) and their files.
  ///   - timeout: Seconds within which something must be heard, each time.
  ///   - parallelVCPUs: Whether the guest's processors must run at the same moment, for clauses that race.
  ///   - line: Takes each line of the event stream, and says whether to go on.
  package func run(
    _ clauses: [String], environment: [String: String], output: FilePath, timeout: Int, parallelVCPUs: Bool,
    line: @escaping @Sendable (String) async -> Bool
  ) async throws -> End {
    try FileSystem.make(output)
    var configuration = configuration
    configuration.parallelVCPUs = parallelVCPUs
    return try await Machine.run(configuration, output: output) { machine in
      try await machine.monitor([
        "migrate_set_capability x-ignore-shared on",
        "migrate_incoming \"exec:cat '\(configuration.state!)'\"",
      ])
      var variables = environment
      for (variable, value) in rig.environment { variables[variable.rawValue] = value }
      if configuration.disk != nil { variables[GuestVariable.modules.rawValue] = ModuleArchive.guestDevice }
      for (name, value) in variables.sorted(by: { $0.key < $1.key }) { machine.send("\(name)=\(value)") }
      // Test ids hold the clause's id after a backtick.
      machine.send("run --filter .(\(clauses.joined(separator: "|"))):")
      let device = try Device(rig.device, serial: environment[GuestVariable.device.rawValue] ?? "", machine)
      defer { device?.close(complaints: output.appending("device.log")) }
      return try await listen(to: machine, device, timeout: timeout, output: output, line: line)
    }
  }

  private func listen(
    to machine: Machine, _ device: Device?, timeout: Int, output: FilePath,
    line: @escaping @Sendable (String) async -> Bool
  ) async throws -> End {
    let heard = Mutex(ContinuousClock.now)
    let timedOut = Mutex(false)
    let watchdog = Task {
      while !Task.isCancelled {
        let deadline = heard.withLock { $0 } + .seconds(timeout)
        if ContinuousClock.now >= deadline {
          timedOut.withLock { $0 = true }
          machine.kill()
          return
        }
        try await Task.sleep(until: deadline)
      }
    }
    defer { watchdog.cancel() }
    var isUnderTest = false
    for await said in machine.control {
      heard.withLock { $0 = .now }
      switch GuestMessage(line: said) {
      case .exit(let status): return .exited(status)
      case .failed(let reason): return .failed(reason)
      case .lacking(let reason): return .lacking(reason)
      case .plug: try await device?.plug()
      case .unplug: device?.unplug()
      case .ready: break
      case .file(let name, let base64):
        try FileSystem.append("\(name) \(base64)\n".utf8, to: output.appending("files.txt"))
      case .loading: isUnderTest = true
      case .record, nil: if await !line(said) { return .stopped }
      }
    }
    try Task.checkCancellation()
    return timedOut.withLock { $0 } ? .timedOut(isUnderTest: isUnderTest) : .died(isUnderTest: isUnderTest)
  }

  /// The emulated device, and how it comes to the guest's controller: with the guest's first word, for before that
  /// the machine is still being restored.
  private final class Device {
    private let device: EmulatedDevice
    private let machine: Machine
    private let bus: String
    private let port: Int?
    private let socket: FilePath
    private var isConnected = false

    /// Nil if the rig's device is the guest's own.
    init?(_ device: RigDevice, serial: String, _ machine: Machine) throws {
      guard case .emulated(let speed, let bus, let port, let oneTransferAtATime) = device else { return nil }
      self.bus = bus
      self.port = port
      self.machine = machine
      socket = machine.sockets.appending("device")
      self.device = try EmulatedDevice(
        listeningOn: socket, speed: speed, serial: serial, oneTransferAtATime: oneTransferAtATime != nil)
    }

    func plug() async throws {
      if isConnected { return device.plug() }
      isConnected = true
      try await machine.monitor([
        "chardev-add socket,id=device,path=\(Machine.option(socket))",
        "device_add usb-redir,debug=0,chardev=device,bus=\(bus)" + (port.map { ",port=\($0)" } ?? ""),
      ])
    }

    func unplug() { device.unplug() }

    /// Closes the device, and writes the protocol violations that it saw to a file if there are any.
    func close(complaints log: FilePath) {
      device.close()
      let complaints = device.complaints
      if !complaints.isEmpty {
        try? FileSystem.write(Array(complaints.joined(separator: "\n").utf8) + [10], to: log)
      }
    }
  }

  /// The device in the guest to which captures go while they are made; nil if its board has no port for them.
  package var captureDevice: String? { configuration.board.ports.files.map { "/dev/\($0)" } }

  /// The files that the guest handed out in a session, by name.
  package static func files(in output: FilePath) -> [(name: String, base64: String)] {
    FileSystem.text(output.appending("files.txt")).split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.count == 2 ? (String(words[0]), String(words[1])) : nil
    }
  }
}
