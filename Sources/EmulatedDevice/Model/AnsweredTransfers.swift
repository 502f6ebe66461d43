/// The loopback's IN transfers that were answered last: the host may cancel one before it sees the answer.
struct AnsweredTransfers {
  /// UHCI queues each packet of an URB by itself and cancels them together, so as many of these may have crossed. A large
  /// transfer has as many pieces as many small ones, and keeps as much memory: 32 MiB are the most.
  static let most = 8192

  /// The oldest first; none has the number of another.
  private var transfers: [(id: UInt64, pieces: [Loopback.Piece])] = []
  /// What is kept: transfers and their pieces.
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

  /// The host saw the answer, for it uses the number again.
  mutating func saw(_ id: UInt64) {
    guard let index = transfers.firstIndex(where: { $0.id == id }) else { return }
    weight -= 1 + transfers.remove(at: index).pieces.count
  }

  /// The host saw neither this answer nor those behind it.
  /// - Returns: What these transfers took, the newest first.
  mutating func takeBack(_ id: UInt64) -> [[Loopback.Piece]] {
    guard let index = transfers.firstIndex(where: { $0.id == id }) else { return [] }
    let taken = transfers[index...].reversed().map(\.pieces)
    transfers.removeSubrange(index...)
    weight -= taken.reduce(0) { $0 + 1 + $1.count }
    return taken
  }

  mutating func removeAll() { self = AnsweredTransfers() }
}
