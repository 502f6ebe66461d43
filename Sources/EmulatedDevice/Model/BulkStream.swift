/// A stream of the bulk endpoints: its transfers and its data have nothing to do with those of other streams.
struct BulkStream {
  /// Transfers that wait, by `BulkPipe`.
  var transfers = [Fifo<BulkTransfer>](repeating: Fifo(), count: BulkPipe.allCases.count)
  var loopback: Loopback
  var answered = AnsweredTransfers()

  init(maxPacket: Int) { loopback = Loopback(maxPacket: maxPacket) }

  mutating func removeTransfers() {
    for pipe in BulkPipe.allCases { transfers[pipe.rawValue].removeAll() }
  }

  mutating func removeData() {
    loopback.removeAll()
    answered.removeAll()
  }

  /// Changes the first transfer of an endpoint in place together with the loopback; nil if there is none.
  mutating func withFirst<Result>(
    _ pipe: BulkPipe, _ body: (inout BulkTransfer, inout Loopback) -> Result
  ) -> Result? {
    transfers[pipe.rawValue].withFirst(and: &loopback, body)
  }

  /// Removes a transfer that waits and gives back what it took from the loopback; nil if it is not here.
  mutating func remove(id: UInt64) -> (pipe: BulkPipe, transfer: BulkTransfer)? {
    for pipe in BulkPipe.allCases {
      if let transfer = transfers[pipe.rawValue].remove(where: { $0.id == id }) {
        loopback.takeBack(transfer.pieces)
        return (pipe, transfer)
      }
    }
    return nil
  }

  /// Takes back what transfers took whose answers the host never saw: that of this id and those after it.
  mutating func takeBack(id: UInt64) {
    let crossed = answered.takeBack(id)
    if crossed.isEmpty { return }
    // The transfer that still waits took its part last.
    withFirst(.loopbackIn) { transfer, loopback in
      loopback.takeBack(transfer.pieces)
      transfer.data = []
      transfer.pieces = []
    }
    for pieces in crossed { loopback.takeBack(pieces) }
  }
}
