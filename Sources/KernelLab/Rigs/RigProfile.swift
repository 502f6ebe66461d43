import EmulatedDevice
import GuestProtocol

/// A host controller of the virtual machine and the device at its other end, as data: a new rig is a row in
/// RigProfile+All.swift.
package struct RigProfile: Sendable, Hashable, CustomStringConvertible {
  /// The name on the command line, in reports and in the headers of mutants.
  package let name: String
  /// The name.
  package var description: String { name }
  /// The rig in a few words, for the command line's help.
  package let explanation: String
  /// The modules that the rig is made of, in the order in which they are loaded. A kernel that lacks one of them cannot be
  /// this rig.
  let modules: [RigModule]
  /// The device at the other end.
  let device: RigDevice
  /// The machine with the controller, on each architecture that has the rig.
  let machines: [Architecture: RigMachine]
  /// The least memory of a guest, in MiB.
  package var leastMemory = 0

  /// Whether the device at the other end is the emulated one.
  package var isEmulated: Bool { if case .emulated = device { true } else { false } }

  /// Whether kernels for an architecture can be this rig.
  package func exists(on architecture: Architecture) -> Bool { machines[architecture] != nil }

  /// The machine on an architecture. Throws a `HarnessError` if there is none.
  func machine(on architecture: Architecture) throws -> RigMachine {
    if let machine = machines[architecture] { return machine }
    throw HarnessError(missing(on: architecture))
  }

  /// The sentence that says that an architecture does not have this rig.
  package func missing(on architecture: Architecture) -> String {
    let others = Architecture.all.filter { exists(on: $0) }.map(\.name).joined(separator: " and ")
    return "there is no rig \(name) with a kernel for \(architecture.name), only for \(others)"
  }

  /// The variables by which the guest learns what to load and which device it makes.
  var environment: [GuestVariable: String] {
    var variables: [GuestVariable: String] = [
      .rig: name, .rigModules: modules.map(\.word).joined(separator: " "),
    ]
    if case .gadget(let udc) = device { variables[.udc] = udc }
    return variables
  }

  /// The rig of a name; nil if there is none.
  package static func named(_ name: String) -> RigProfile? { all.first { $0.name == name } }

  /// The rigs that some words name, each once; `all` names every one. Throws a `HarnessError` that lists the names.
  package static func named(_ words: [String]) throws -> [RigProfile] {
    var rigs: [RigProfile] = []
    for word in words {
      guard let named = word == "all" ? all : named(word).map({ [$0] }) else {
        let known = all.map(\.name).joined(separator: ", ")
        throw HarnessError("no rig \"\(word)\": known are \(known), and all for all of them")
      }
      rigs += named.filter { !rigs.contains($0) }
    }
    return rigs
  }

  /// The names of all modules that a guest may load, for its image.
  static var moduleNames: [String] {
    var names = ["usbcore", "usbmon", "libcomposite", "usb_f_ss_lb", "usb_f_hid", "virtio_pci", "virtio_blk"]
    for module in all.flatMap(\.modules) where !names.contains(module.name) { names.append(module.name) }
    return names
  }
}
