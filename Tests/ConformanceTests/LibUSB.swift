import CLibUSB
import Rig
import Testing

/// The device through libusb, as real programs use it: a second opinion on the same promises.
struct LibUSB {
  private let context: OpaquePointer
  private let handle: OpaquePointer
  private let fixture: Fixture

  /// Hands the device over to libusb for the time of `body`, and takes it back.
  static func use(_ fixture: Fixture, _ body: (LibUSB) throws -> Void) throws {
    fixture.forgetRegions()
    for interface in [fixture.rig.sourceSink, fixture.rig.loopback] {
      try fixture.device.release(interface: interface.number)
    }
    try run(fixture, body)
    try fixture.claim()
  }

  private static func run(_ fixture: Fixture, _ body: (LibUSB) throws -> Void) throws {
    var context: OpaquePointer?
    try #require(libusb_init(&context) == 0, "libusb_init")
    defer { libusb_exit(context) }
    let handle = try #require(
      open(serial: fixture.rig.serial, in: context),
      "libusb finds no device with the serial number \(fixture.rig.serial)")
    defer { libusb_close(handle) }
    for interface in [fixture.rig.sourceSink, fixture.rig.loopback] {
      try #require(libusb_claim_interface(handle, CInt(interface.number)) == 0, "libusb_claim_interface")
    }
    try body(LibUSB(context: context!, handle: handle, fixture: fixture))
  }

  private static func open(serial: String, in context: OpaquePointer?) -> OpaquePointer? {
    var list: UnsafeMutablePointer<OpaquePointer?>?
    let count = libusb_get_device_list(context, &list)
    defer { libusb_free_device_list(list, 1) }
    for index in 0..<max(0, count) {
      var descriptor = libusb_device_descriptor()
      var handle: OpaquePointer?
      guard let device = list?[index], libusb_get_device_descriptor(device, &descriptor) == 0,
        descriptor.iSerialNumber != 0, libusb_open(device, &handle) == 0
      else { continue }
      var text = [UInt8](repeating: 0, count: 256)
      let length = libusb_get_string_descriptor_ascii(
        handle, descriptor.iSerialNumber, &text, CInt(text.count))
      if length > 0, String(decoding: text[..<Int(length)], as: UTF8.self) == serial { return handle }
      libusb_close(handle)
    }
    return nil
  }

  /// The corresponding C function is `libusb_dev_mem_alloc`. Nil if the kernel gave none.
  func allocate(_ count: Int) -> UnsafeMutableRawBufferPointer? {
    libusb_dev_mem_alloc(handle, count).map { UnsafeMutableRawBufferPointer(start: $0, count: count) }
  }

  /// The corresponding C function is `libusb_dev_mem_free`.
  func free(_ memory: UnsafeMutableRawBufferPointer) {
    let result = libusb_dev_mem_free(handle, memory.baseAddress!, memory.count)
    #expect(result == 0, "libusb_dev_mem_free")
  }

  /// A transfer submitted, so that it is in flight when this returns.
  func submit(_ endpoint: UInt8, _ memory: UnsafeMutableRawBufferPointer) throws -> Transfer {
    try Transfer(handle: handle, context: context, endpoint: endpoint, memory: memory)
  }

  /// Sends bytes with libusb's own synchronous call.
  func send(_ endpoint: UInt8, _ bytes: UnsafeRawBufferPointer) throws {
    var sent: CInt = 0
    let data = UnsafeMutablePointer(mutating: bytes.bindMemory(to: UInt8.self).baseAddress!)
    let result = libusb_bulk_transfer(handle, endpoint, data, CInt(bytes.count), &sent, 0)
    try #require(result == 0 && Int(sent) == bytes.count, "libusb_bulk_transfer")
  }

  /// A transfer of libusb's, and whether its callback came.
  final class Transfer {
    private let transfer: UnsafeMutablePointer<libusb_transfer>
    private let context: OpaquePointer
    private let completed = UnsafeMutablePointer<CInt>.allocate(capacity: 1)

    init(
      handle: OpaquePointer, context: OpaquePointer, endpoint: UInt8, memory: UnsafeMutableRawBufferPointer
    ) throws {
      self.context = context
      completed.pointee = 0
      transfer = libusb_alloc_transfer(0)
      libusb_fill_bulk_transfer(
        transfer, handle, endpoint, memory.bindMemory(to: UInt8.self).baseAddress, CInt(memory.count),
        { $0!.pointee.user_data.assumingMemoryBound(to: CInt.self).pointee = 1 }, completed, 0)
      try #require(libusb_submit_transfer(transfer) == 0, "libusb_submit_transfer")
    }

    deinit {
      // A transfer in flight must not be freed: a test that failed leaves one.
      if completed.pointee == 0, libusb_cancel_transfer(transfer) == 0 {
        while completed.pointee == 0, libusb_handle_events_completed(context, completed) == 0 {}
      }
      libusb_free_transfer(transfer)
      completed.deallocate()
    }

    /// Reaps until this transfer's callback came; gives its actual_length. Fails the test if it did not complete well.
    func finish() throws -> Int {
      while completed.pointee == 0 {
        try #require(
          libusb_handle_events_completed(context, completed) == 0, "libusb_handle_events_completed")
      }
      #expect(transfer.pointee.status == LIBUSB_TRANSFER_COMPLETED, "status of the transfer")
      return Int(transfer.pointee.actual_length)
    }
  }
}
