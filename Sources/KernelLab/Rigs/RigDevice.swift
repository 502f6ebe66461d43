import EmulatedDevice

/// The device at the other end of a rig's host controller.
enum RigDevice: Sendable, Hashable {
  /// The gadget, made in the guest on this UDC.
  case gadget(udc: String)
  /// The emulated device on a bus of QEMU's.
  /// - Parameter oneTransferAtATime: Why the device must not take a transfer while another one waits; nil if it may.
  case emulated(Speed, bus: String, oneTransferAtATime: String? = nil)
}
