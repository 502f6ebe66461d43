import SystemPackage

/// A device tree that a rig's kernel is booted with, changed from another one.
enum DeviceTree: Sendable, Hashable {
  /// QEMU's own for the board, without this property anywhere.
  case ofQEMU(without: String)
  /// One that comes with the kernel, below the folder of its device trees, and what fdtput(1) changes in it.
  case ofKernel(String, edits: [[String]])

  /// Makes the tree.
  /// - Parameters:
  ///   - kernel: The kernel that boots with it.
  ///   - machine: QEMU's arguments for the machine on this board.
  ///   - memory: MiB.
  func make(for kernel: Kernel, machine: [String], board: Board, memory: Int, at place: FilePath) async throws
  {
    switch self {
    case .ofQEMU(let property):
      guard let option = machine.firstIndex(of: "-machine") else { return }
      var arguments = machine
      arguments[option + 1] += ",dumpdtb=\(Machine.option(place))"
      try await Tool.run(
        kernel.architecture.emulator,
        arguments + [
          "-cpu", board.processor ?? kernel.architecture.emulatedProcessor, "-object",
          "memory-backend-ram,id=ram,size=\(memory)M",
          "-m", "\(memory)", "-smp", "\(board.processors)", "-display", "none", "-nodefaults", "-S",
        ])
      let paths = try await Self.nodes(in: place)
      var isChanged = false
      for node in paths {
        let properties = try await Tool.run("fdtget", ["-p", place.string, node]).split(separator: "\n")
        guard properties.contains(Substring(property)) else { continue }
        try await Tool.run("fdtput", ["-d", place.string, node, property])
        isChanged = true
      }
      guard isChanged else { throw HarnessError("QEMU's device tree has no \(property) to leave out") }
    case .ofKernel(let name, let edits):
      guard let source = kernel.deviceTrees?.appending(name), FileSystem.exists(source) else {
        throw HarnessError(
          "\(kernel.description) has no device tree \(name): give a package or a built tree (`make dtbs`), or another rig"
        )
      }
      try await Tool.run("cp", ["-L", source.string, place.string])
      for edit in edits { try await Tool.run("fdtput", edit.map { $0 == "FILE" ? place.string : $0 }) }
    }
  }

  /// The paths of all nodes.
  private static func nodes(in tree: FilePath) async throws -> [String] {
    var found: [String] = []
    var open = ["/"]
    while let node = open.popLast() {
      found.append(node)
      for child in try await Tool.run("fdtget", ["-l", tree.string, node]).split(separator: "\n") {
        open.append(node == "/" ? "/\(child)" : "\(node)/\(child)")
      }
    }
    return found
  }
}
