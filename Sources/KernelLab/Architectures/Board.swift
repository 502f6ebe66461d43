/// A board that QEMU emulates: what a kernel boots on, without the controllers that a rig adds.
package struct Board: Sendable, Hashable {
  /// QEMU's name of the board.
  let machine: String
  /// QEMU's other arguments.
  var options: [String] = []
  /// The serial port with the kernel's console.
  let console: String
  /// The other serial ports, by what they carry.
  let ports: SerialPorts
  /// QEMU's arguments that give the board its serial ports. They name the character devices `console`, `control`, `tests`
  /// and `files`.
  let serialOptions: [String]
  /// The MiB of memory that the board always has; nil if any amount will do.
  var fixedMemory: Int?
  /// The number of processors.
  var processors = 2
  /// Whether the board has PCI, and so takes the disk with modules of the user's.
  var hasPCI = true
  /// QEMU's processor, if the board takes only that one.
  var processor: String?
  /// KiB of memory in a page, the sizes that the board's processor has; nil if it has all.
  var pageSizes: [Int]?
  /// The driver of the console that a kernel must have built in, for whoever has none: `CONFIG_` and its name.
  let consoleOption: String
  /// The advice for a kernel that lacks serial ports.
  let portsOption: String

  /// QEMU's arguments for the board.
  /// - Parameter options: Further options of `-machine`.
  func arguments(_ options: [String]) -> [String] {
    ["-machine", ([machine, "memory-backend=ram"] + options).joined(separator: ",")] + self.options
  }
}
