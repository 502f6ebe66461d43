import GuestProtocol

/// The device at the other end, plugged and unplugged by the gadget program or, if it is the emulated one, by the
/// supervisor.
package struct Gadget {
  /// A refusal of the gadget program's, or of the bus to follow it.
  package struct Failure: Error, CustomStringConvertible {
    /// A sentence that says what failed.
    package let description: String

    /// A failure from its sentence.
    package init(description: String) { self.description = description }
  }

  /// Takes the gadget off the bus and waits until the host has noticed.
  package static func detach(_ rig: Rig) throws {
    if try !Supervisor.asks(for: .unplug) { try run("detach") }
    guard Location.waitGone(serial: rig.serial) else {
      throw Failure(description: "the gadget stays on the bus")
    }
  }

  /// Puts the gadget back on the bus and waits until it is ready.
  @discardableResult
  package static func attach(_ rig: Rig) throws -> Location {
    if try !Supervisor.asks(for: .plug) { try run("attach") }
    if rig.name.isUSBIP, !rig.isPresent { try USBIP.connect() }
    return try Location.wait(serial: rig.serial)
  }

  /// Whether the device can be plugged and unplugged from here.
  static var isControllable: Bool { Supervisor.hasDevice || command != nil }

  /// The command that runs the gadget program where the gadget is: `/path/gadget/gadget`, `ssh board gadget`.
  private static var command: String? { Environment[.gadget] }

  private static func run(_ verb: String) throws {
    guard let command else { throw Failure(description: "USBFS_GADGET is not set") }
    try Shell.run("\(command) \(verb)")
  }
}
