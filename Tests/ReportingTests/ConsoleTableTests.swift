import Clauses
import Reporting
import Testing

struct ConsoleTableTests {
  private func table(_ results: [ClauseResult], color: Bool = false) -> String {
    var table = ConsoleTable(color: color)
    return table.header(Recorded.run) + results.map { table.row($0) }.joined()
      + table.closing(Summary(results))
  }

  @Test func `the table is a table of contents`() {
    let results = [
      result("BND-1", .pass, duration: 0.5), result("BND-2", .pass, duration: 0.5),
      result(
        "FRG-1", .pass, notes: [Note(.measured, "64 KiB: ordinary 0/100, region 100/100")], duration: 3.1),
      result("ALI-1", .expectedFailure("wrong in every kernel known")),
      result("ALI-5", .pass, notes: [Note(.measured, "accepted")]),
      result("ISO-1", .skip("dummy_hcd has no isochronous; try RIG=xhci")),
    ]
    #expect(
      table(results) == """
        Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig dummy: dummy_hcd, high speed, no DMA (plain pages)

        BND  containment
          BND-1   a buffer may end on the region's last byte                       ok
          BND-2   one byte more is EINVAL                                          ok
        FRG  fragmentation under memory pressure
          FRG-1   region transfers succeed where ordinary ones cannot              ok    64 KiB: ordinary 0/100, region 100/100
        ALI  addresses that mean something else now
          ALI-1   mremap leaves the old address behind                             expected failure: wrong in every kernel known
          ALI-5   what MAP_PRIVATE does                                            recorded    accepted
        ISO  isochronous, nothing leaks
          ISO-1   gaps of ordinary buffers read as zeroes                          skip: dummy_hcd has no isochronous; try RIG=xhci

        6 clauses: 3 ok, 0 failed, 1 expected failure, 1 recorded, 1 skipped, in 4.1 s
        conforms: no MUST was missed

        """)
  }

  @Test func `a failing row says what was expected, what happened, and where the rest is`() {
    var table = ConsoleTable()
    let issue = Issue(message: "Expectation failed: 1 == 2\n4097 bytes", location: "BNDTests.swift:31")
    let row = table.row(
      result("BND-2", .fail, issues: [issue]), bundle: "out/BND-2", replay: "make check FILTER=BND-2")
    #expect(
      row == """
        BND  containment
          BND-2   one byte more is EINVAL                                          FAILED
                  expected: "One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data
                            stage of a control transfer, and isochronous."
                  actual:   Expectation failed: 1 == 2
                            4097 bytes
                            at BNDTests.swift:31
                  bundle: out/BND-2
                  replay: make check FILTER=BND-2

        """)
  }

  @Test func `a RECORD clause that saw something else is recorded, with what it saw`() throws {
    var table = ConsoleTable()
    let row = table.row(try Recorded.verdicts["MAP-12"])
    #expect(row.hasSuffix("recorded    not as described: Expectation failed: 1 == 2\n"))
  }

  @Test func `many issues are cut short`() {
    var table = ConsoleTable()
    let row = table.row(result("BND-2", .fail, issues: Array(repeating: Issue(message: "wrong"), count: 12)))
    #expect(row.split(separator: "\n").filter { $0.contains("wrong") }.count == 5)
    #expect(row.contains("and 7 more issues\n"))
  }

  @Test(arguments: Recorded.all)
  func `the plain table has no trailing spaces and no control characters`(stream: Recorded) {
    let text = table(stream.results)
    #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    #expect(text.contains("\\x1B[31m") == (stream.name != "verdicts"))
  }

  @Test func `spaces at the end of a message are left out`() {
    var table = ConsoleTable()
    let row = table.row(
      result("BND-2", .fail, notes: [Note(.remark, "note \n ")], issues: [Issue(message: "wrong  \n\nhere ")])
    )
    #expect(row.contains("          actual:   wrong\n                    here\n"))
    #expect(row.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test func `colour changes nothing but colour`() {
    let plain = table(Recorded.verdicts.results)
    let colored = table(Recorded.verdicts.results, color: true)
    #expect(colored != plain)
    #expect(colored.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func `the longest title keeps its column`() throws {
    let longest = try #require(Catalogue.clauses.max { $0.title.count < $1.title.count })
    var table = ConsoleTable()
    let rows = (table.row(result(longest.id, .pass)) + table.row(result("BND-1", .pass))).split(
      separator: "\n")
    #expect(rows[1].hasSuffix("  ok"))
    #expect(rows[1].count == rows[3].count)
  }

  @Test func `the progress line fits the terminal`() {
    func line(_ width: Int) -> String {
      ConsoleTable.progressLine(
        done: 12, total: 61, running: "BND-2: one byte more is EINVAL", elapsed: 4.14, width: width)
    }
    #expect(line(80) == "12/61  4.1 s  BND-2: one byte more is EINVAL")
    #expect(line(44) == "12/61  4.1 s  BND-2: one byte more is EINVAL")
    #expect(line(43) == "12/61  4.1 s  BND-2: one byte more is EINV…")
    for width in 0...44 { #expect(line(width).count == width) }
    #expect(ConsoleTable.progressLine(done: 0, total: 0, running: "", elapsed: 0, width: 80) == "0/0  0.0 s")
  }
}
