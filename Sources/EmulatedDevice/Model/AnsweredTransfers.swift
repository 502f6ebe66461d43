/// The loopback's IN transfers that were answered last: the host may cancel one before it sees the answer.
struct AnsweredTransfers {
  /// UHCI queues each packet of an URB by itself and cancels them together, so as many of these may have crossed. A large
  /// transfer has as many pieces as many small ones, and keeps as much memory: 32 MiB are the most.
  static let most = 8192

  private var transfers: [(id: UInt64, pieces: [Loopback.Piece])] = []
  /// How many came before the first of them.
  private var gone = 0
  /// Where the newest of an id is, counted from the very first.
  private var places: [UInt64: Int] = [:]
  /// What is kept: transfers and their pieces.
  private(set) var weight = 0

  mutating func append(_ id: UInt64, _ pieces: [Loopback.Piece]) {
    places[id] = gone + transfers.count
    transfers.append((id, pieces))
    weight += 1 + pieces.count
    if weight > Self.most { forgetHalf() }
  }

  /// The host saw the answer, for it uses the number again.
  mutating func saw(_ id: UInt64) {
    guard let place = places.removeValue(forKey: id) else { return }
    weight -= transfers[place - gone].pieces.count
    transfers[place - gone].pieces = []
  }

  /// The host saw neither this answer nor those behind it.
  /// - Returns: What these transfers took, the newest first.
  mutating func takeBack(_ id: UInt64) -> [[Loopback.Piece]] {
    guard let place = places[id] else { return [] }
    var taken: [[Loopback.Piece]] = []
    while gone + transfers.count > place, let transfer = transfers.popLast() {
      forget(transfer.id, transfer.pieces, at: gone + transfers.count)
      taken.append(transfer.pieces)
    }
    return taken
  }

  mutating func removeAll() { self = AnsweredTransfers() }

  private mutating func forgetHalf() {
    var count = 0
    while weight > Self.most / 2, count < transfers.count {
      forget(transfers[count].id, transfers[count].pieces, at: gone + count)
      count += 1
    }
    transfers.removeFirst(count)
    gone += count
  }

  private mutating func forget(_ id: UInt64, _ pieces: [Loopback.Piece], at place: Int) {
    weight -= 1 + pieces.count
    if places[id] == place { places[id] = nil }
  }
}
