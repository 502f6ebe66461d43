/// The device at the other end, plugged and unplugged by the gadget program or, if it is the emulated one, by the
/// supervisor.
package struct Gadget {
  /// The program refused, or the bus did not follow.
  package struct Failure: Error, CustomStringConvertible {
    /// What failed, in a sentence.
    package let description: String
  }

  /// Takes the gadget off the bus and waits until the host has noticed.
  package static func detach(_ rig: Rig) throws {
    try run("detach")
    guard Location.waitGone(serial: rig.serial) else {
      throw Failure(description: "the gadget stays on the bus")
    }
  }

  /// Puts the gadget back on the bus and waits until it is ready.
  @discardableResult
  package static func attach(_ rig: Rig) throws -> Location {
    try run("attach")
    if rig.name == "usbip", !rig.isPresent { try USBIP.connect() }
    return try Location.wait(serial: rig.serial)
  }

  private static func run(_ verb: String) throws {
    if let line = Rig.deviceLine {
      return try Files.write(verb == "attach" ? "@plug\n" : "@unplug\n", to: line)
    }
    guard let command = Rig.gadgetCommand else { throw Failure(description: "USBFS_GADGET is not set") }
    try Shell.run("\(command) \(verb)")
  }
}
