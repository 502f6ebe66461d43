extension Board {
  /// QEMU's Raspberry Pi 3, whose USB controller is a DWC2 with one port.
  ///
  /// It has a PL011 and a mini UART and no PCI: what the tests print goes to the console, files are control lines.
  static let raspberryPi3 = Board(
    machine: "raspi3b", console: "ttyAMA0",
    ports: SerialPorts(control: "ttyS1", tests: "ttyAMA0", files: nil),
    serialOptions: ["-serial", "chardev:console", "-serial", "chardev:control"], fixedMemory: 1024,
    processors: 4,
    hasPCI: false, processor: "cortex-a53", pageSizes: [4, 64],
    consoleOption: "CONFIG_SERIAL_AMBA_PL011_CONSOLE",
    portsOption: "CONFIG_SERIAL_8250_BCM2835AUX")
}

extension DeviceTree {
  /// That of a Raspberry Pi 3, without Bluetooth, which takes the PL011 from the console.
  static let raspberryPi3 = DeviceTree.ofKernel(
    "broadcom/bcm2837-rpi-3-b.dtb",
    edits: [
      ["-r", "FILE", "/soc/serial@7e201000/bluetooth"],
      ["-t", "s", "FILE", "/chosen", "stdout-path", "serial0:115200n8"],
    ])
}
