@testable import EmulatedDevice

/// The completion of a bulk transfer, in short.
struct BulkCompletion: Equatable {
  var id: UInt64
  var endpoint: UInt8
  var status = Status.success
  var count: Int
  var data: [UInt8] = []
}
