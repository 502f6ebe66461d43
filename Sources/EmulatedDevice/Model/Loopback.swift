/// A loopback that returns the data of OUT transfers, as f_loopback does with its defaults (32 requests of 4096 bytes).
///
/// A request is complete when it is full or when a short packet ended it; only complete requests come back, in order.
struct Loopback {
  static let requestSize = 4096
  static let requestCount = 32

  /// The result of trying to move data.
  enum Progress: Equatable {
    /// The transfer is complete.
    case done
    /// The host asked for fewer bytes than the next packet holds.
    case babble
    /// The transfer waits for the other direction.
    case waiting
  }

  private struct Request {
    var number: Int
    var bytes: [UInt8]
    var sent = 0
  }

  /// The part of a request that a transfer took.
  struct Piece {
    fileprivate var number: Int
    fileprivate var bytes: [UInt8]
    fileprivate var start: Int
  }

  let maxPacket: Int
  private var complete = Fifo<Request>()
  private var filling: [UInt8]?
  private var lastNumber = 0

  init(maxPacket: Int) { self.maxPacket = maxPacket }

  var hasComplete: Bool { !complete.isEmpty }

  /// Whether there is room for a packet of the largest size. A request that is being filled always has that much left,
  /// for only whole packets went into it.
  var hasRoom: Bool { filling != nil || complete.count < Self.requestCount }

  mutating func removeAll() {
    complete.removeAll()
    filling = nil
  }

  /// Takes as much of an OUT transfer as there is room for.
  mutating func take(_ transfer: inout BulkTransfer) -> Progress {
    repeat {
      guard hasRoom else { return .waiting }
      var bytes = filling ?? []
      filling = nil
      bytes.reserveCapacity(Self.requestSize)
      let part = min(Self.requestSize - bytes.count, transfer.data.count - transfer.taken)
      transfer.data.withUnsafeBufferPointer {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[transfer.taken..<transfer.taken + part]))
      }
      transfer.taken += part
      let isLast = transfer.taken == transfer.data.count
      let isShort = isLast && (transfer.data.isEmpty || transfer.data.count % maxPacket != 0)
      if bytes.count == Self.requestSize || isShort {
        lastNumber += 1
        complete.append(Request(number: lastNumber, bytes: bytes))
      } else {
        filling = bytes
      }
    } while transfer.taken < transfer.data.count
    return .done
  }

  /// Moves as much data as there is into an IN transfer.
  mutating func fill(_ transfer: inout BulkTransfer) -> Progress {
    while true {
      let room = transfer.count - transfer.data.count
      // A transfer of no length waits for a packet too.
      if room <= 0, transfer.count > 0 { return .done }
      let packets: (moved: Int, isShort: Bool)? = complete.withFirst { request in
        let left = request.bytes.count - request.sent
        let whole = min(left, room) / maxPacket * maxPacket
        let moved = whole > 0 ? whole : left < maxPacket ? left : maxPacket
        guard moved <= room else { return (-1, false) }
        request.bytes.withUnsafeBufferPointer {
          transfer.data.append(
            contentsOf: UnsafeBufferPointer(rebasing: $0[request.sent..<request.sent + moved]))
        }
        transfer.pieces.append(Piece(number: request.number, bytes: request.bytes, start: request.sent))
        request.sent += moved
        return (moved, moved < maxPacket)
      }
      guard let packets else { return .waiting }
      // A packet that babbled was not acknowledged, so it is sent again.
      guard packets.moved >= 0 else { return .babble }
      // A full request ends with its last byte, any other with a short packet, be it empty.
      if packets.isShort || complete.first.map({ $0.sent == Self.requestSize }) == true {
        complete.popFirst()
      }
      if packets.isShort { return .done }
    }
  }

  /// Puts back at the front the pieces that a transfer took and the host never saw. Those of later transfers must be
  /// back already.
  mutating func takeBack(_ pieces: [Piece]) {
    for piece in pieces.reversed() {
      if complete.first?.number != piece.number {
        complete.prepend(Request(number: piece.number, bytes: piece.bytes))
      }
      complete.withFirst { $0.sent = piece.start }
    }
  }
}
