import EmulatedDevice

/// The device at the other end of a rig's host controller.
enum RigDevice: Sendable, Hashable {
  /// The gadget, made in the guest on this UDC.
  case gadget(udc: String)
  /// The emulated device on a bus of QEMU's.
  /// - Parameters:
  ///   - port: The port of the controller; nil for the first that is free, behind a hub of QEMU's if it is the only one.
  ///   - oneTransferAtATime: Why the device must not take a transfer while another one waits; nil if it may.
  case emulated(Speed, bus: String, port: Int? = nil, oneTransferAtATime: String? = nil)
}
