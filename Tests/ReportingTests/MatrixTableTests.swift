import Clauses
import Reporting
import Testing

struct MatrixTableTests {
  private static func run(_ rig: String, _ detail: String = "") -> RunInfo {
    RunInfo(
      kernelRelease: "6.1.0-56-amd64", kernelSpec: "debian:bookworm 6.1.192-2", rig: rig, rigDetail: detail)
  }

  private static func cell(_ result: ClauseResult, _ rig: String) -> MatrixTable.Cell {
    MatrixTable.Cell(result, bundle: "out/\(rig)/\(result.clause.id)", replay: "run --rig \(rig)")
  }

  /// The rows of a table: for each clause its results in the order of the rigs, nil for none.
  private static func rows(_ table: inout MatrixTable, _ rigs: [String], _ rows: [[ClauseResult?]]) -> String
  {
    rows.map { results in
      table.row(zip(results, rigs).map { result, rig in result.map { cell($0, rig) } })
    }.joined()
  }

  private static func rows(_ rigs: [String], _ results: [[ClauseResult?]], color: Bool = false) -> String {
    var table = MatrixTable(rigs: rigs, color: color)
    return rows(&table, rigs, results)
  }

  /// Every verdict, notes that are shared and notes that are not, and a rig that broke on the way.
  private static let rigs = ["dummy", "xhci-iommu", "uhci"]
  private static let noDMA = "no DMA; try RIG=xhci"
  private static let results: [[ClauseResult?]] = [
    [result("BND-1", .pass), result("BND-1", .pass), result("BND-1", .pass)],
    [
      result("BND-2", .pass, notes: [Note(.remark, "one"), Note(.remark, "two")]),
      result(
        "BND-2", .fail, notes: [Note(.remark, "two")],
        issues: [Issue(message: "1 == 2\n4097", location: "B.swift:3")]),
      result(
        "BND-2", .hung("nothing was heard for 180 s"), notes: [Note(.remark, "one"), Note(.remark, "two")]),
    ],
    [
      result("DMA-1", .skip(noDMA)), result("DMA-1", .inconclusive("no control")),
      result("DMA-1", .skip(noDMA)),
    ],
    [
      result("DMA-2", .skip(noDMA)), result("DMA-2", .crashed("Oops")),
      result("DMA-2", .skip("it is full speed")),
    ],
    [result("ALI-1", .expectedFailure("known")), result("ALI-1", .unexpectedPass("known")), nil],
    [
      result("ALI-5", .pass, notes: [Note(.measured, "accepted")]),
      result("ALI-5", .fail, notes: [Note(.measured, "accepted")], issues: [Issue(message: "x")]), nil,
    ],
  ]

  private static func table(color: Bool = false) -> String {
    var table = MatrixTable(rigs: rigs, color: color)
    let header = table.header([
      run("dummy", "dummy_hcd, high speed"), run("xhci-iommu", "xhci_hcd"), run("uhci"),
    ])
    let body = rows(&table, rigs, results)
    let verdicts = (0..<2).map { rig in
      RigOutcome.verdict(Summary(results.compactMap { $0[rig] }, seconds: 4.1))
    }
    return header + body
      + table.closing(verdicts + [.noVerdict("the guest cannot begin:\nno gadget")], seconds: 9)
  }

  @Test func `clauses go down and rigs across, and nothing is left unexplained`() {
    #expect(
      Self.table() == """
        Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2)
        rig dummy: dummy_hcd, high speed
        rig xhci-iommu: xhci_hcd
        rig uhci

        BND  containment                                                           dummy     xhci-iommu  uhci
          BND-1   a buffer may end on the region's last byte                       ok        ok          ok
          BND-2   one byte more is EINVAL                                          ok        FAILED      HUNG
                  dummy, uhci: one
                  all rigs: two
                  expected: "One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data
                            stage of a control transfer, and isochronous."
                  xhci-iommu: FAILED
                    actual:   1 == 2
                              4097
                              at B.swift:3
                    bundle: out/xhci-iommu/BND-2
                    replay: run --rig xhci-iommu
                  uhci: HUNG: nothing was heard for 180 s
                    bundle: out/uhci/BND-2
                    replay: run --rig uhci
        DMA  on controllers that really do DMA                                     dummy     xhci-iommu  uhci
          DMA-1   data lands at the region plus the offset                         skip 1    ?           skip 1
                  expected: "The device's data lands at the region plus the offset, at every alignment, both
                            directions."
                  xhci-iommu: inconclusive: no control
                    bundle: out/xhci-iommu/DMA-1
                    replay: run --rig xhci-iommu
          DMA-2   OUT of 1 to 8 bytes                                              skip 1    CRASHED     skip 2
                  expected: "OUT of 1 to 8 bytes (xHCI's immediate data)."
                  xhci-iommu: CRASHED: Oops
                    bundle: out/xhci-iommu/DMA-2
                    replay: run --rig xhci-iommu
        ALI  addresses that mean something else now                                dummy     xhci-iommu  uhci
          ALI-1   mremap leaves the old address behind                             xfail 3   XPASS       -
                  expected: "After mremap moved the region, IN to other memory at the old address arrives in that
                            memory; or mremap is refused, and the region stays as it was."
                  xhci-iommu: UNEXPECTED PASS: known
                    bundle: out/xhci-iommu/ALI-1
                    replay: run --rig xhci-iommu
          ALI-5   what MAP_PRIVATE does                                            recorded  recorded    -
                  dummy, xhci-iommu: accepted
                  xhci-iommu: not as described: x

        1  dummy, uhci: skip: no DMA; try RIG=xhci
        2  uhci: skip: it is full speed
        3  dummy: expected failure: known

        dummy       6 clauses: 2 ok, 0 failed, 1 expected failure, 1 recorded, 2 skipped, in 4.1 s; conforms: no MUST was missed
        xhci-iommu  6 clauses: 1 ok, 1 failed, 1 crashed, 1 unexpected pass, 1 inconclusive, 1 recorded, in 4.1 s; does not conform: BND-2 failed, DMA-1 was inconclusive, DMA-2 crashed, ALI-1 passed unexpectedly
        uhci        no verdict: the guest cannot begin:; no gadget
        conforms on 1 of 3 rigs; does not conform on xhci-iommu; no verdict on uhci, in 9.0 s

        """)
  }

  @Test func `several kernels stand side by side, and where a verdict changed is told`() {
    let kernels = ["5.10.262", "6.1.192", "7.3"]
    let rigs = ["dummy", "uhci"]
    var table = MatrixTable(kernels: kernels, rigs: rigs)
    let runs = kernels.flatMap { kernel in
      rigs.map { RunInfo(kernelRelease: "\(kernel)-amd64", kernelSpec: "debian:x", rig: $0, rigDetail: "?") }
    }
    func row(_ id: String, _ verdicts: [Verdict?]) -> String {
      table.row(verdicts.map { $0.map { Self.cell(result(id, $0, notes: [Note(.remark, "noted")]), "x") } })
    }
    let old = Verdict.expectedFailure("promised since 6.13")
    let text =
      table.header(runs) + row("BND-1", Array(repeating: .pass, count: 6))
      + row("MAP-9", [old, old, old, old, .pass, .fail])
      + row("MAP-11", [.pass, nil, .pass, .pass, .fail, .pass])
      + row("DMA-1", [.skip("no DMA"), .pass, .skip("no DMA"), .pass, .skip("no DMA"), .pass])
      + row(
        "UNM-9", [.crashed("Oops"), .hung("300 s"), nil, .inconclusive("?"), .pass, .unexpectedPass("x")])
    let outcomes = (0..<6).map { column in
      column == 3
        ? RigOutcome.noVerdict("no network") : .verdict(Summary([result("BND-1", .pass)], seconds: 1))
    }
    #expect(
      text + table.closing(outcomes, seconds: 9) == """
        Linux 5.10.262-amd64 (debian:x)
        Linux 6.1.192-amd64 (debian:x)
        Linux 7.3-amd64 (debian:x)
        for each kernel the rigs dummy, uhci; each is
        . ok  x expected failure  s skip  r recorded  F FAILED  H HUNG  C CRASHED  X UNEXPECTED PASS  ? inconclusive  - no verdict

        BND  containment                                                           5.10.262  6.1.192   7.3
          BND-1   a buffer may end on the region's last byte                       ..        ..        ..
        MAP  allocation                                                            5.10.262  6.1.192   7.3
          MAP-9   mmap on a read-only descriptor is EPERM                          xx        xx        .F        1
                  changed on dummy: xfail, from 7.3 on ok
                  changed on uhci: xfail, from 7.3 on FAILED
                  expected: "On a read-only descriptor mmap with PROT_READ is EPERM."
                  7.3 uhci: FAILED
                    bundle: out/x/MAP-9
                    replay: run --rig x
          MAP-11  what a non-zero offset does                                      r-        rr        rr
                  dummy on 5.10.262; 6.1.192, 7.3: noted
        DMA  on controllers that really do DMA                                     5.10.262  6.1.192   7.3
          DMA-1   data lands at the region plus the offset                         s.        s.        s.        2
        UNM  munmap while URBs are in flight                                       5.10.262  6.1.192   7.3
          UNM-9   unplugged with a pending IN, munmap and close in every order     CH        -?        .X
                  changed on dummy: CRASHED, from 7.3 on ok
                  changed on uhci: HUNG, from 6.1.192 on ?; ?, from 7.3 on XPASS
                  expected: "Pending IN, device unplugged, munmap, close, in every order: no use after free."
                  5.10.262 dummy: CRASHED: Oops
                    bundle: out/x/UNM-9
                    replay: run --rig x
                  5.10.262 uhci: HUNG: 300 s
                    bundle: out/x/UNM-9
                    replay: run --rig x
                  6.1.192 uhci: inconclusive: ?
                    bundle: out/x/UNM-9
                    replay: run --rig x
                  7.3 uhci: UNEXPECTED PASS: x
                    bundle: out/x/UNM-9
                    replay: run --rig x

        1  5.10.262, 6.1.192: expected failure: promised since 6.13
        2  dummy on all kernels: skip: no DMA

        5.10.262 dummy  1 clause: 1 ok, 0 failed, in 1.0 s; conforms: no MUST was missed
        5.10.262 uhci   1 clause: 1 ok, 0 failed, in 1.0 s; conforms: no MUST was missed
        6.1.192 dummy   1 clause: 1 ok, 0 failed, in 1.0 s; conforms: no MUST was missed
        6.1.192 uhci    no verdict: no network
        7.3 dummy       1 clause: 1 ok, 0 failed, in 1.0 s; conforms: no MUST was missed
        7.3 uhci        1 clause: 1 ok, 0 failed, in 1.0 s; conforms: no MUST was missed
        conforms on 5 of 6 combinations of kernel and rig; no verdict on uhci on 6.1.192, in 9.0 s

        """)
  }

  @Test func `colour changes nothing but colour`() {
    let colored = Self.table(color: true)
    #expect(colored != Self.table())
    #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == Self.table())
  }

  @Test func `no line ends in spaces and none holds control characters`() {
    let oddities = Self.rows(
      ["a", "b"],
      Recorded.all.flatMap(\.results).map { result in [result, result.clause.id == "BND-1" ? nil : result] })
    for line in (Self.table() + oddities).split(separator: "\n") {
      #expect(!line.hasSuffix(" "))
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test func `a column starts at the same place in every row, whatever stands before it`() {
    var results: [[ClauseResult?]] = []
    // More footnotes than one digit counts.
    for (number, clause) in Catalogue.clauses.filter({ $0.grade != .record }).prefix(14).enumerated() {
      results.append([result(clause.id, .skip("reason \(number)")), result(clause.id, .pass)])
    }
    let lines = Self.rows(["dummy", "usbip"], results).split(separator: "\n").filter {
      !$0.hasSuffix("usbip")
    }
    #expect(lines.count == 14)
    #expect(Set(lines.map(\.count)).count == 1)
    #expect(lines.last?.contains("skip 14  ") == true)
  }

  @Test func `wide characters take two columns`() throws {
    let pass = [result("BND-1", .pass, notes: [Note(.remark, "日本 👍🏽 e\u{301}")]), result("BND-1", .pass)]
    let lines = Self.rows(["実機の装置", "xhci"], [pass]).split(separator: "\n")
    // Five characters are ten columns, as wide as the widest rig, so the heading is five characters shorter.
    let heading = try #require(lines[0].range(of: "xhci"))
    #expect(lines[0].distance(from: lines[0].startIndex, to: heading.lowerBound) + 5 == lines[1].count - 2)
    #expect(lines[2] == "          実機の装置: 日本 👍🏽 e\u{301}")
  }

  @Test func `a row that no rig has is no row`() {
    #expect(Self.rows(["dummy", "xhci"], [[nil, nil]]).isEmpty)
  }

  @Test(arguments: [
    ([Verdict.pass, .pass], "conforms on 2 of 2 rigs, in 1.0 s"),
    ([.pass, .fail], "conforms on 1 of 2 rigs; does not conform on xhci, in 1.0 s"),
    ([.inconclusive("x"), .pass], "conforms on 1 of 2 rigs; not shown to conform on dummy, in 1.0 s"),
    ([.skip("x"), .skip("x")], "conforms on 0 of 2 rigs; nothing was tested on dummy, xhci, in 1.0 s"),
  ])
  func `the last line counts the rigs`(verdicts: [Verdict], line: String) {
    let outcomes = verdicts.map { RigOutcome.verdict(Summary([result("BND-1", $0)])) }
    let closing = MatrixTable(rigs: ["dummy", "xhci"]).closing(outcomes, seconds: 1)
    #expect(closing.hasSuffix("\n\(line)\n"))
  }

  @Test func `a rig without a verdict has the harness's exit status`() {
    #expect(RigOutcome.noVerdict("x").exitCode == 2)
    #expect(RigOutcome.verdict(Summary([result("BND-1", .fail)])).exitCode == 1)
    #expect(RigOutcome.verdict(Summary([result("BND-1", .skip("x"))])).exitCode == 4)
  }
}
