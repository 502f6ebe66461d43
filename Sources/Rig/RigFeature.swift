import Clauses

/// What a clause needs of the rig beside a device.
package enum RigFeature: Sendable, Hashable {
  /// The device can be taken off the bus and put back from here.
  case gadgetControl
  /// Isochronous endpoints.
  case isochronous
  /// A device that does as it is asked: the emulated one.
  case emulatedDevice
  /// A controller that reads and writes memory by itself.
  case dma
  /// An IOMMU between controller and memory.
  case iommu
  /// An OUT that is read bit by bit, or not at all while the device is told to wait.
  case deferredOUTRead
  /// A controller, and its HCD, that keep apart what happens at the same time.
  case concurrentTransfers
  /// A port that can be suspended and resumed.
  case portSuspend
  /// A device that takes no blocks of the kernel's memory for its end of a transfer.
  case noKernelBuffersInDevice
  /// An HCD that refuses an URB for which it has no memory.
  case hcdReportsENOMEM
  /// Quota, kernel log and the allocator's settings.
  case root
  /// The host controller can be taken from its driver without harm to anything else.
  case disposableController
  /// The host controller's driver is a module.
  case driverModule
  /// A kernel that may die: whoever supervises it has another one for what comes after.
  case expendableKernel
  /// This kernel or a later one.
  case linux(KernelVersion)
  /// A region of more than 4 GiB and what is beside it fit into memory.
  case sixGiBOfMemory
  /// A kernel that watches what drivers do with the DMA API.
  case dmaAPIDebug
  /// A kernel that fails on purpose.
  case faultInjection
  /// Memory may be filled to the brim: a machine with little of it, for nothing else.
  case disposableMachine
}
