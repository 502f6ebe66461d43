/// The machine that a rig is on one architecture, as QEMU's arguments and the kernel's.
struct RigMachine: Sendable, Hashable {
  /// The board, if it is not the architecture's own.
  var board: Board?
  /// QEMU's further options of the board, as `-machine` takes them.
  var boardOptions: [String] = []
  /// QEMU's devices: the controllers, and what is between them and memory. Rigs with the same ones share a snapshot.
  var controllers: [String] = []
  /// The kernel's further arguments.
  var kernelArguments = ""
  /// The device tree, if it is not the one that QEMU makes.
  var deviceTree: DeviceTree?
}
