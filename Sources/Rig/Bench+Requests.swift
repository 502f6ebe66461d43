import DeviceControl
import USBFS

/// What the emulated device can be asked for.
extension Bench {
  /// Milliseconds; an answer takes one or two.
  private static let patience: UInt32 = 30_000

  /// A request with or without data for the device.
  public func tell(_ request: DeviceRequest, value: Int = 0, index: Int = 0, data: [UInt8] = []) throws {
    var data = data
    _ = try data.withUnsafeMutableBytes {
      try device.control(
        requestType: 0x40, request: request.rawValue, value: UInt16(value), index: UInt16(index), data: $0,
        milliseconds: Self.patience)
    }
  }

  /// A request for data; gives the number of bytes that came.
  public func ask(_ request: DeviceRequest, into memory: UnsafeMutableRawBufferPointer) throws -> Int {
    try device.control(
      requestType: 0xc0, request: request.rawValue, data: memory, milliseconds: Self.patience)
  }

  /// Lets the isochronous IN endpoint send packets of these lengths next. QEMU's buffer holds 120 and the device adds
  /// 70 empty ones at the end: with up to 50 under way none is lost.
  public func schedule(_ lengths: [Int]) throws {
    try tell(.schedule, data: lengths.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] })
  }

  /// What becomes of the next transfers of an endpoint, or packets of an isochronous one.
  public func fail(_ endpoint: UInt8, _ mishap: DeviceRequest.Mishap, count: Int = 1) throws {
    try tell(.fail, value: Int(mishap.rawValue) << 8 | count, index: Int(endpoint))
  }

  /// The bytes that a scheduled packet consists of.
  public static func scheduledPacket(_ number: Int, count: Int) -> [UInt8] {
    (0..<count).map { $0 < 4 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : UInt8((number + $0) % 251) }
  }
}
