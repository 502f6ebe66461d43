import DeviceControl
import SystemPackage
import USBFS

/// Requests to the emulated device.
extension Fixture {
  /// A request with or without data for the device.
  package func tell(_ request: DeviceRequest, value: Int = 0, index: Int = 0, data: [UInt8] = []) throws {
    try device.tell(request, value: value, index: index, data: data)
  }

  /// A request for data; gives the number of bytes that came.
  package func ask(_ request: DeviceRequest, into memory: UnsafeMutableRawBufferPointer) throws -> Int {
    try device.control(
      requestType: 0xc0, request: request.rawValue, data: memory, milliseconds: UInt32(Self.timeout))
  }

  /// Lets the isochronous IN endpoint send packets of these lengths next, at once.
  package func schedule(_ lengths: [Int]) throws {
    try tell(.schedule, data: lengths.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
  }

  /// The numbers of the scheduled packets with which each stream began since the alternate setting was chosen.
  package func streamBeginnings() throws -> [Int] {
    let numbers = buffer(4 * DeviceRequest.mostBeginnings)
    let count = try ask(.beginnings, into: numbers.bytes)
    return stride(from: 0, to: count, by: 4).map {
      Int(numbers.bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
    }
  }

  /// Makes a device that can be told answer NAK on an endpoint, on which nothing may be in flight.
  package func startNAK(_ endpoint: UInt8) throws {
    if rig.isEmulated { try tell(.startNAK, index: Int(endpoint)) }
  }

  /// Undoes `startNAK`. QEMU's xHC looks again only when another transfer to the endpoint comes: gives an empty one
  /// that it submitted and that is to be reaped.
  package func stopNAK(_ endpoint: UInt8) throws -> URB? {
    guard rig.isEmulated else { return nil }
    try tell(.stopNAK, index: Int(endpoint))
    let urb = self.urb(endpoint, Buffer(1), count: 0)
    try device.submit(urb)
    return urb
  }

  /// Sets the fault of the next transfers of an endpoint, or packets of an isochronous one.
  package func fail(_ endpoint: UInt8, _ fault: DeviceRequest.TransferFault, count: Int = 1) throws {
    try tell(.fail, value: Int(fault.rawValue) << 8 | count, index: Int(endpoint))
  }

  /// The bytes that a scheduled packet consists of.
  package static func scheduledPacket(_ number: Int, count: Int) -> [UInt8] {
    (0..<count).map { $0 < 4 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : UInt8((number + $0) % 251) }
  }
}

extension Device {
  func tell(_ request: DeviceRequest, value: Int = 0, index: Int = 0, data: [UInt8] = []) throws(Errno) {
    let memory = Buffer(max(1, data.count))
    memory.bytes.copyBytes(from: data)
    _ = try control(
      requestType: 0x40, request: request.rawValue, value: UInt16(value), index: UInt16(index),
      data: UnsafeMutableRawBufferPointer(start: memory.base, count: data.count),
      milliseconds: UInt32(Fixture.timeout))
  }

  /// Lets the emulated device go by itself after so many more bulk transfers; it soon comes back.
  package func disconnect(afterTransfers transfers: Int) throws(Errno) {
    try tell(.disconnect, value: 1, index: transfers)
  }
}
