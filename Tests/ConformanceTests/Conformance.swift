import Rig
import Testing

/// Every clause that a rig can carry. One thing at a time: all tests share one device and one quota.
@Suite(.serialized, .rig, .clauses) enum Conformance {
  @Suite struct CAP {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct MAP {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct BND {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct ZCP {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct ISO {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct UNM {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct LIF {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct ACC {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct FRG {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct FLT {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct DMA {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
  @Suite struct ALI {
    let bench: Bench
    init() throws { bench = try Bench() }
  }
}

/// Named by programs that run these tests, so that the linker keeps them.
public func link() {}
