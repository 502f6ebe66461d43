import SystemPackage

extension Architecture {
  /// PCs with 64-bit processors.
  ///
  /// - The board is q35. Not the older `pc`: there the kernel spends seconds in ACPI's methods each time a controller gets
  ///   its driver.
  /// - TCG moves a byte at a time where a kernel is told that string instructions are fast (ERMS, FSRM), else eight:
  ///   page_poison fills every page.
  /// - TCG's processors share one time stamp counter, but the kernel takes theirs for unsynchronized
  ///   (unsynchronized_tsc) and asks the HPET for the time, a device: a quarter of what LIF-3 cost. And TCG speculates
  ///   nothing: retpolines guard against nothing there, and were a tenth to a fifth of what ACC-2 cost.
  /// - A guest that its host does not run for a while is no stalled processor: on a host with a load of 18 on two cores
  ///   RCU called a stall after its 21 seconds, and the watchdog a soft lockup of an idle processor after its 20, and the
  ///   clause that ran was red. 300 and 120 seconds are the most that they take.
  package static let x86_64 = Architecture(
    name: "x86_64", triple: "x86_64-unknown-linux-gnu", elfMachine: 62, debianName: "amd64",
    debianFlavours: ["amd64"], emulator: "qemu-system-x86_64", emulatorPackage: "qemu-system-x86",
    board: Board(
      machine: "q35", console: "ttyS0",
      ports: SerialPorts(control: "ttyS1", tests: "ttyS2", files: "ttyS3"),
      serialOptions: ["console", "control", "tests", "files"].flatMap { ["-serial", "chardev:\($0)"] },
      consoleOption: "CONFIG_SERIAL_8250_CONSOLE", portsOption: "CONFIG_SERIAL_8250_RUNTIME_UARTS=4"),
    hostProcessor: "host", emulatedProcessor: "max,-erms,-fsrm",
    kernelArguments: "random.trust_cpu=on no_timer_check",
    emulationArguments: "tsc=reliable mitigations=off rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60",
    imageName: "bzImage", imageInTree: "arch/x86/boot/bzImage", imageTarget: "bzImage",
    magicPlace: 0x202, magic: Array("HdrS".utf8), version: bzImageVersion(of:),
    loader: "lib64/ld-linux-x86-64.so.2")

  /// The version string in the header of a bzImage (Documentation/x86/boot.rst, `kernel_version`).
  @Sendable private static func bzImageVersion(of path: FilePath) throws -> KernelImageVersion {
    let bytes = try FileSystem.read(path)
    guard bytes.count > 0x1000 else { throw HarnessError("\(path) is not a whole bzImage") }
    let start = 0x200 + Int(bytes[0x20e]) + Int(bytes[0x20f]) << 8
    // The sectors of the setup code, and the size of all else in paragraphs; a signature may follow.
    let sectors = bytes[0x1f1] == 0 ? 4 : Int(bytes[0x1f1])
    let paragraphs = bytes[0x1f4..<0x1f8].reversed().reduce(0) { $0 << 8 + Int($1) }
    guard start < bytes.count, bytes.count >= (sectors + 1) * 512 + paragraphs * 16 else {
      throw HarnessError("\(path) is not a whole bzImage")
    }
    let version = String(decoding: bytes[start...].prefix { $0 != 0 }, as: UTF8.self)
    let release = version.prefix { $0 != " " }
    return KernelImageVersion(
      release: String(release), build: String(version.dropFirst(release.count + 1)))
  }
}
