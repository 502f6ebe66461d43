import Rig
import Testing

/// Every clause that a rig can carry. One thing at a time: all tests share one device and one quota.
@Suite(.serialized, .rig, .clauses) enum Conformance {
  @Suite struct CAP {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct MAP {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct OWN {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct BND {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct ZCP {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct ISO {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct STR {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct UNM {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct LIF {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct ACC {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct FRG {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct FLT {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct DMA {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
  @Suite struct ALI {
    let fixture: Fixture
    init() throws { fixture = try Fixture() }
  }
}

/// Named by programs that run these tests, so that the linker keeps them.
package func link() {}
