/// The device's runtime power management (Documentation/driver-api/usb/power-management.rst).
public struct Power {
  private let folder: String
  private let control: String
  private let delay: String

  /// The settings of the device there, to be put back by `restore`.
  public init(_ location: Location) throws {
    folder = location.sysfs + "/power/"
    control = Files.read(folder + "control") ?? "on"
    delay = Files.read(folder + "autosuspend_delay_ms") ?? "2000"
  }

  /// Lets the kernel suspend the device as soon as nobody holds it awake. False if it cannot.
  public func allowsSuspend() -> Bool {
    do {
      try Files.write("0", to: folder + "autosuspend_delay_ms")
      try Files.write("auto", to: folder + "control")
      return true
    } catch { return false }
  }

  /// Puts the settings back.
  public func restore() {
    try? Files.write(control, to: folder + "control")
    try? Files.write(delay, to: folder + "autosuspend_delay_ms")
  }
}
