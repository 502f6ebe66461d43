import SystemPackage

/// The host controller that the gadget hangs on.
package struct Controller {
  private let driver: String
  private let name: Substring

  /// The controller of the bus that the gadget is on.
  package init(_ location: Location) throws {
    guard let driver = Files.resolve(location.controller + "/driver") else {
      throw Gadget.Failure(description: "the host controller has no driver")
    }
    self.driver = driver
    name = location.controller.split(separator: "/").last!
  }

  /// Unbinds the controller from its driver; every device on it is gone when this returns.
  package func unbind() throws(Errno) {
    Location.forget()
    try Files.write(String(name), to: driver + "/unbind")
  }

  /// The module that the driver is in; nil if it is built in.
  package var module: String? {
    Files.resolve(driver + "/module")?.split(separator: "/").last.map(String.init)
  }

  /// Removes the driver's module, which takes the controller and every device on it. False if the kernel keeps it.
  package func remove(_ module: String) -> Bool {
    Location.forget()
    return (try? Shell.run("rmmod \(module)")) != nil
  }

  /// Loads the driver's module again and waits for the gadget.
  package func load(_ module: String, _ rig: Rig) throws {
    try Shell.run("modprobe \(module)")
    try Gadget.attach(rig)
  }

  /// Binds the controller to its driver again and waits for the gadget.
  package func bind(_ rig: Rig) throws {
    try Files.write(String(name), to: driver + "/bind")
    try Gadget.attach(rig)
  }
}
