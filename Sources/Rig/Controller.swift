import SystemPackage

/// The host controller that the gadget hangs on.
public struct Controller {
  private let driver: String
  private let name: Substring

  /// The controller of the bus that the gadget is on.
  public init(_ location: Location) throws {
    guard let driver = Files.resolve(location.controller + "/driver") else {
      throw Gadget.Failure(description: "the host controller has no driver")
    }
    self.driver = driver
    name = location.controller.split(separator: "/").last!
  }

  /// Takes the controller from its driver; every device on it is gone when this returns.
  public func unbind() throws(Errno) {
    Location.forget()
    try Files.write(String(name), to: driver + "/unbind")
  }

  /// Gives the controller back to its driver and waits for the gadget.
  public func bind(_ rig: Rig) throws {
    try Files.write(String(name), to: driver + "/bind")
    try Gadget.attach(rig)
  }
}
