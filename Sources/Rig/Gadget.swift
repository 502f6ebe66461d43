import Glibc

/// The device at the other end, controlled through the gadget program.
public struct Gadget {
  /// The program refused, or the bus did not follow.
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// Takes the gadget off the bus and waits until the host has noticed.
  public static func detach(_ rig: Rig) throws {
    try run("detach")
    guard Location.waitGone(serial: rig.serial) else {
      throw Failure(description: "the gadget stays on the bus")
    }
  }

  /// Puts the gadget back on the bus and waits until it is ready.
  @discardableResult
  public static func attach(_ rig: Rig) throws -> Location {
    try run("attach")
    return try Location.wait(serial: rig.serial)
  }

  private static func run(_ verb: String) throws {
    guard let command = Rig.gadgetCommand else { throw Failure(description: "USBFS_GADGET is not set") }
    let shell = "exec \(command) \(verb)"
    var pid: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", shell] as [String]).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&pid, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      throw Failure(description: "cannot run \(command)")
    }
    var status: CInt = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Failure(description: "`\(command) \(verb)` failed") }
  }
}
