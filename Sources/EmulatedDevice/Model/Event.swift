/// An event for the device, from the bus or from whoever plugs it in and out; an answer names its event's `id`.
enum Event {
  /// A peer is at the other end of the bus.
  case attached
  case plug
  case unplug
  case reset
  case setConfiguration(id: UInt64, value: UInt8)
  case getConfiguration(id: UInt64)
  case setAlternate(id: UInt64, interface: UInt8, alternate: UInt8)
  case getAlternate(id: UInt64, interface: UInt8)
  case startIsochronous(id: UInt64, endpoint: UInt8)
  case stopIsochronous(id: UInt64, endpoint: UInt8)
  case startInterrupt(id: UInt64, endpoint: UInt8)
  case stopInterrupt(id: UInt64, endpoint: UInt8)
  case control(id: UInt64, endpoint: UInt8, setup: Setup, data: [UInt8])
  /// A transfer of `count` bytes, which for OUT are in `data`.
  case bulk(id: UInt64, endpoint: UInt8, stream: UInt32, count: Int, data: [UInt8])
  case isochronous(endpoint: UInt8, data: [UInt8])
  case interrupt(id: UInt64, endpoint: UInt8, data: [UInt8])
  case cancel(id: UInt64)
  case allocateStreams(id: UInt64, endpoints: [UInt8], count: Int)
  case freeStreams(id: UInt64, endpoints: [UInt8])
  /// Nothing but time has passed.
  case time
}

extension Event {
  /// A name for messages about violations.
  var name: String {
    switch self {
    case .attached, .plug, .unplug, .time: "event"
    case .reset: "reset"
    case .setConfiguration, .getConfiguration: "configuration request"
    case .setAlternate, .getAlternate: "alternate setting request"
    case .startIsochronous, .stopIsochronous: "isochronous stream request"
    case .startInterrupt, .stopInterrupt: "interrupt receiving request"
    case .control: "control packet"
    case .bulk: "bulk packet"
    case .isochronous: "isochronous packet"
    case .interrupt: "interrupt packet"
    case .cancel: "cancellation"
    case .allocateStreams, .freeStreams: "bulk streams request"
    }
  }
}
