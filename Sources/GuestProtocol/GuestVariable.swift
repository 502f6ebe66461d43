/// A variable of the environment that the tests in a guest, or on a hardware rig, are told things with.
package enum GuestVariable: String, Sendable, CaseIterable {
  /// The serial number of the device that may be touched.
  case device = "USBFS_DEVICE"
  /// The rig's name.
  case rig = "USBFS_RIG"
  /// 1 if a missing rig is a failure and not a skip.
  case requireRig = "USBFS_REQUIRE_RIG"
  /// Seconds after which an URB or a device that has not come never will.
  case timeout = "USBFS_TIMEOUT"
  /// The file where the supervisor listens for records and heartbeats.
  case supervisor = "USBFS_SUPERVISOR"
  /// The file to which `GuestMessage.plug` and `unplug` go, if the device is the supervisor's emulated one.
  case deviceLine = "USBFS_DEVICE_LINE"
  /// The command that runs the gadget program where the gadget is.
  case gadget = "USBFS_GADGET"
  /// The command that hands a file to the supervisor: its arguments are a name and a path.
  case export = "USBFS_EXPORT"
  /// The file to which captures of the bus go while they are made.
  case capture = "USBFS_CAPTURE"
  /// 1 if the kernel may die: the supervisor has another one for the clauses that follow.
  case expendable = "USBFS_EXPENDABLE"
  /// Files that stand in for modules of the kernel's, by name.
  case modules = "USBFS_MODULES"
  /// The modules that the rig needs, each as NAME:OPTION:DRIVER.
  case rigModules = "USBFS_RIG_MODULES"
  /// The UDC on which the guest makes the gadget itself.
  case udc = "USBFS_UDC"
  /// A portable image: which clauses to run.
  case filter = "USBFS_FILTER"
  /// A portable image: the part of the clauses that it runs.
  case shard = "USBFS_SHARD"
  /// Seconds without a word after which the tests are hung.
  case hangTimeout = "USBFS_HANG_TIMEOUT"
  /// A portable image: why there is no rig.
  case missing = "USBFS_MISSING"
  /// A portable image: why nothing can run.
  case broken = "USBFS_BROKEN"
}
