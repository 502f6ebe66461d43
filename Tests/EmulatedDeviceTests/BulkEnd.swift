@testable import EmulatedDevice

/// The end of a bulk transfer, as a test looks at it.
struct BulkEnd: Equatable {
  var id: UInt64
  var endpoint: UInt8
  var status = Status.success
  var count: Int
  var data: [UInt8] = []
}
