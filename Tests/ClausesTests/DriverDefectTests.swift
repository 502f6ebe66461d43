import Clauses
import Testing

@Suite struct DriverDefectTests {
  private func clause(_ id: String) throws -> Clause {
    try #require(Catalogue.clauses.first { $0.id == id })
  }

  @Test func `a driver's fault names clauses that there are`() {
    let ids = Set(Catalogue.clauses.map(\.id))
    for defect in Catalogue.driverDefects {
      #expect(ids.isSuperset(of: defect.others.union([defect.clause])))
      #expect(!defect.others.contains(defect.clause))
    }
  }

  @Test func `the clause that asks for a driver's fault is missed each time, others may be`() throws {
    let kernel = KernelVersion(6, 12)
    #expect(try clause("BND-11").knownFailure(for: kernel, driver: "dwc2")?.isCertain == true)
    #expect(try clause("BND-1").knownFailure(for: kernel, driver: "dwc2")?.isCertain == false)
  }

  @Test func `on other drivers and for other clauses a driver's fault is no excuse`() throws {
    let kernel = KernelVersion(6, 12)
    #expect(try clause("BND-11").knownFailure(for: kernel, driver: "xhci_hcd") == nil)
    #expect(try clause("MAP-1").knownFailure(for: kernel, driver: "dwc2") == nil)
  }

  @Test func `a promise of later kernels is missed at times, a defect each time`() throws {
    #expect(
      try clause("MAP-9").knownFailure(for: KernelVersion(6, 1), driver: "xhci_hcd")?.isCertain == false)
    #expect(try clause("MAP-9").knownFailure(for: KernelVersion(7, 3), driver: "xhci_hcd") == nil)
    #expect(try clause("ALI-1").knownFailure(for: KernelVersion(7, 3), driver: "xhci_hcd")?.isCertain == true)
  }
}
