/// What a clause needs of the rig beside a device.
public enum Need: Sendable, Hashable {
  /// The gadget can be taken off the bus and put back from here.
  case gadgetControl
  /// The device side's interrupt endpoints can be fed from here.
  case deviceSide
  /// Quota, kernel log and the allocator's settings.
  case root
  /// The host controller can be taken from its driver without harm to anything else.
  case disposableController
  /// Memory may be filled to the brim: a machine with little of it, for nothing else.
  case disposableMachine
}
