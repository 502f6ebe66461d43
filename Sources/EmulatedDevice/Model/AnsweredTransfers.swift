/// The last answered IN transfers of the loopback, any of which the host may cancel before it sees the answer.
struct AnsweredTransfers {
  /// The most transfers and pieces that are kept, at most 32 MiB of memory.
  ///
  /// UHCI queues each packet of an URB by itself and cancels them together, so that many answers may cross their
  /// cancellations. A large transfer has as many pieces as many small ones.
  static let most = 8192

  /// The transfers, oldest first, with unique ids.
  private var transfers: [(id: UInt64, pieces: [Loopback.Piece])] = []
  /// The number of transfers and pieces that are kept.
  private(set) var weight = 0

  mutating func append(_ id: UInt64, _ pieces: [Loopback.Piece]) {
    transfers.append((id, pieces))
    weight += 1 + pieces.count
    guard weight > Self.most else { return }
    var count = 0
    while weight > Self.most / 2 {
      weight -= 1 + transfers[count].pieces.count
      count += 1
    }
    transfers.removeFirst(count)
  }

  /// Forgets a transfer whose answer the host must have seen, because it uses the id again.
  mutating func forget(_ id: UInt64) {
    guard let index = transfers.firstIndex(where: { $0.id == id }) else { return }
    weight -= 1 + transfers.remove(at: index).pieces.count
  }

  /// Removes a transfer and those after it, whose answers the host has not seen, and returns the pieces that each took,
  /// newest first.
  mutating func takeBack(_ id: UInt64) -> [[Loopback.Piece]] {
    guard let index = transfers.firstIndex(where: { $0.id == id }) else { return [] }
    let taken = transfers[index...].reversed().map(\.pieces)
    transfers.removeSubrange(index...)
    weight -= taken.reduce(0) { $0 + 1 + $1.count }
    return taken
  }

  mutating func removeAll() { self = AnsweredTransfers() }
}
