import Clauses

/// A feature of the rig or its kernel that a clause requires, beside a device.
package enum RigFeature: Sendable, Hashable {
  /// The device can be taken off the bus and put back from here.
  case gadgetControl
  /// Isochronous endpoints that carry data.
  case isochronous
  /// Isochronous endpoints that move more than one packet in an interval.
  case highBandwidth
  /// Bulk endpoints with streams.
  case bulkStreams
  /// The emulated device, which does as it is asked.
  case emulatedDevice
  /// A controller that reads and writes memory by itself.
  case dma
  /// Regions that `usbdev_mmap` maps with `remap_pfn_range`, as it does where the controller does no DMA.
  case regionsOfPlainPages
  /// A controller for which ordinary memory goes through bounce buffers (SWIOTLB), and their count.
  case bounceBuffers
  /// An IOMMU between controller and memory.
  case iommu
  /// Regions that are one block of physical memory: no IOMMU between controller and memory.
  case regionsInOnePiece
  /// OUT data that is read bit by bit, or not at all while the device is told to wait.
  case deferredOUTRead
  /// A controller, and its HCD, that keep apart what happens at the same time.
  case concurrentTransfers
  /// A port that can be suspended and resumed.
  case portSuspend
  /// A device that takes no blocks of the kernel's memory for its end of a transfer.
  case noKernelBuffersInDevice
  /// An HCD that refuses an URB for which it has no memory.
  case hcdReportsENOMEM
  /// The rights of root: quota, kernel log and the allocator's settings.
  case root
  /// A host controller that can be taken from its driver without harm to anything else.
  case disposableController
  /// A host controller's driver that is a module.
  case driverModule
  /// A kernel that may die: whoever supervises it has another one for what comes after.
  case expendableKernel
  /// A kernel of this version or a later one.
  case linux(KernelVersion)
  /// The entry of 32-bit programs (int 0x80) that 64-bit programs can use, too.
  case int80
  /// Memory for a region of more than 4 GiB and what is beside it.
  case sixGiBOfMemory
  /// A kernel that watches what drivers do with the DMA API.
  case dmaAPIDebug
  /// A kernel that fails on purpose.
  case faultInjection
  /// A machine whose memory may be filled to the brim: with little of it, for nothing else.
  case disposableMachine
}
