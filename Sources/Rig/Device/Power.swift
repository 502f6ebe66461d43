/// The device's runtime power management (Documentation/driver-api/usb/power-management.rst).
package struct Power {
  private let folder: String
  /// The root hub stays awake: it is the device's port that is to sleep.
  private let hub: String
  private let hubControl: String
  private let control: String
  private let delay: String

  /// The settings of the device there, to be put back by `restore`.
  package init(_ location: Location) throws {
    folder = location.sysfs + "/power/"
    hub = "/sys/bus/usb/devices/usb\(location.bus)/power/control"
    hubControl = Files.read(hub) ?? "auto"
    control = Files.read(folder + "control") ?? "on"
    delay = Files.read(folder + "autosuspend_delay_ms") ?? "2000"
  }

  /// Lets the kernel suspend the device as soon as nobody holds it awake. False if it cannot.
  package func allowsSuspend() -> Bool {
    do {
      try Files.write("on", to: hub)
      try Files.write("0", to: folder + "autosuspend_delay_ms")
      try Files.write("auto", to: folder + "control")
      return true
    } catch { return false }
  }

  /// Puts the settings back.
  package func restore() {
    try? Files.write(control, to: folder + "control")
    try? Files.write(hubControl, to: hub)
    try? Files.write(delay, to: folder + "autosuspend_delay_ms")
  }
}
