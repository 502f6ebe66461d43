import SystemPackage

extension Architecture {
  /// Machines with 64-bit Arm processors.
  ///
  /// - The board is QEMU's own, `virt`. Its only serial port is a PL011; four more of the 8250 kind are on a PCI card,
  ///   whose driver distributions build in.
  /// - Kernels before 5.12 hang where the processor has 52-bit addresses with pages of 4 KiB (FEAT_LPA2). Pointers are
  ///   signed with QEMU's own function, for that of the architecture takes TCG half of its time.
  /// - Distributions set 64 MiB aside for CMA, which count as free and which only pages that can be moved may use: the
  ///   clauses of FRG would wait for them to be used up until the kernel kills the tests. So regions do not come from CMA
  ///   here, as they may on a board.
  /// - The last three of the kernel's arguments are those of `x86_64`, for the same reasons.
  package static let arm64 = Architecture(
    name: "aarch64", triple: "aarch64-unknown-linux-gnu", elfMachine: 183, debianName: "arm64",
    debianFlavours: ["arm64", "arm64-16k"], emulator: "qemu-system-aarch64",
    emulatorPackage: "qemu-system-arm",
    board: Board(
      machine: "virt", console: "ttyAMA0",
      ports: SerialPorts(control: "ttyS0", tests: "ttyS1", files: "ttyS2"),
      serialOptions: [
        "-serial", "chardev:console", "-device",
        "pci-serial-4x,chardev1=control,chardev2=tests,chardev3=files",
      ],
      consoleOption: "CONFIG_SERIAL_AMBA_PL011_CONSOLE",
      portsOption: "CONFIG_SERIAL_8250_PCI and CONFIG_SERIAL_8250_RUNTIME_UARTS=4"),
    hostProcessor: "host", emulatedProcessor: "max,lpa2=off,pauth-impdef=on",
    kernelArguments: "cma=0",
    emulationArguments: "mitigations=off rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60",
    imageName: "Image", imageInTree: "arch/arm64/boot/Image", imageTarget: "Image",
    magicPlace: 56, magic: [0x41, 0x52, 0x4d, 0x64], packed: [[0x1f, 0x8b]], version: imageVersion(of:),
    loader: "lib/ld-linux-aarch64.so.1")

  /// The version of an image.
  @Sendable private static func imageVersion(of path: FilePath) async throws -> KernelImageVersion {
    let image = try await Arm64Image(path)
    guard image.pageSize != 64 else {
      throw HarnessError(
        "\(path) is a kernel with pages of 64 KiB, which are not supported: regions and memory of the clauses are made for 4 and 16 KiB"
      )
    }
    return image.version
  }
}
