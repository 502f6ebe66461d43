/// The bulk endpoints, in the order in which they are served.
enum BulkPipe: Int, CaseIterable {
  case source, sink, loopbackIn, loopbackOut

  init?(_ address: UInt8) {
    guard let pipe = Self.allCases.first(where: { $0.address == address }) else { return nil }
    self = pipe
  }

  var address: UInt8 {
    switch self {
    case .source: Layout.source
    case .sink: Layout.sink
    case .loopbackIn: Layout.loopbackIn
    case .loopbackOut: Layout.loopbackOut
    }
  }

  var interface: UInt8 { self == .source || self == .sink ? 0 : 1 }
}
