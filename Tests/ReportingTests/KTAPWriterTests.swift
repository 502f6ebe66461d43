import Clauses
import Reporting
import Validators
import Testing

struct KTAPWriterTests {
  private static let everything: [ClauseResult] = [
    result("BND-1", .pass),
    result("BND-2", .fail, issues: [Issue(message: "1 == 2", location: "BND.swift:3")]),
    result("UNM-1", .hung("no answer for 60 s")), result("UNM-2", .crashed("kernel panic")),
    result("ISO-1", .skip("no isochronous")), result("ALI-1", .expectedFailure("a # in # SKIP")),
    result("ALI-2", .unexpectedPass("why")), result("ALI-3", .inconclusive("x")),
    result("BND-3", .inconclusive("x")),
    result("MAP-11", .fail, issues: [Issue(message: "other")]),
  ]

  @Test func `families are subtests with plans of their own`() {
    let issue = Issue(message: "Expectation failed: 1 == 2\nok 1 BND", location: "BNDTests.swift:31")
    #expect(
      ktap([
        result("BND-1", .pass, notes: [Note(.remark, "seen")]), result("BND-2", .fail, issues: [issue]),
        result("ISO-1", .skip("no isochronous\n# at all")), result("ISO-2", .skip("neither")),
        result("ALI-1", .expectedFailure("always #1")),
      ]) == """
        KTAP version 1
        1..3
        # Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig dummy: dummy_hcd, high speed, no DMA (plain pages)
            KTAP version 1
            # Subtest: BND
            1..2
            # BND-1: seen
            ok 1 BND-1: a buffer may end on the region's last byte
            # BND-2: fail
            # BND-2: expected: One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, \
        the data stage of a control transfer, and isochronous.
            # BND-2: Expectation failed: 1 == 2
            # ok 1 BND
            # BND-2: at BNDTests.swift:31
            not ok 2 BND-2: one byte more is EINVAL
        not ok 1 BND
            KTAP version 1
            # Subtest: ISO
            1..2
            ok 1 ISO-1: gaps of ordinary buffers read as zeroes # SKIP no isochronous;  at all
            ok 2 ISO-2: gaps of a region keep what was there # SKIP neither
        ok 2 ISO # SKIP every clause was skipped
            KTAP version 1
            # Subtest: ALI
            1..1
            ok 1 ALI-1: mremap leaves the old address behind # XFAIL always 1
        ok 3 ALI

        """)
  }

  @Test func `a family that was interrupted is written in one piece`() {
    let names = ["BND-1", "ISO-1", "ALI-1", "ISO-2", "BND-2"]
    let lines = ktap(names.map { result($0, .pass) }).split(separator: "\n").filter { $0.contains("ok ") }
    let heads = lines.map { $0.prefix { $0 != ":" }.drop { $0 == " " } }
    #expect(
      heads == [
        "ok 1 BND-1", "ok 2 BND-2", "ok 1 BND", "ok 1 ISO-1", "ok 2 ISO-2", "ok 2 ISO", "ok 1 ALI-1",
        "ok 3 ALI",
      ])
  }

  @Test func `a result is written when the next one is known`() {
    var writer = KTAPWriter(planned: [Catalogue.clause("BND-1")!, Catalogue.clause("BND-2")!])
    #expect(writer.begin() == "KTAP version 1\n1..1\n")
    #expect(writer.write(result("BND-1", .pass)) == "")
    #expect(writer.write(result("BND-1", .crashed("late"))) == "")
    let text = writer.write(result("BND-2", .pass))
    #expect(text.contains("    not ok 1 BND-1") && !text.contains("BND-2"))
    #expect(writer.finish() == "    ok 2 BND-2: one byte more is EINVAL\nnot ok 1 BND\n")
  }

  @Test func `a result that got worse too late is told`() {
    let text = ktap(
      [
        result("BND-1", .pass), result("BND-2", .pass), result("BND-1", .crashed("late")),
        result("BND-3", .pass),
      ],
      planned: ["BND-1", "BND-2", "BND-3"].compactMap { Catalogue.clause($0) })
    #expect(text.contains("    # BND-1, reported above, got worse:\n    # BND-1: crashed: late\n"))
  }

  @Test func `results outside the plan are left out`() {
    let planned = [Catalogue.clause("BND-1")!]
    let text = ktap([result("BND-1", .pass), result("BND-2", .fail)], planned: planned)
    #expect(!text.contains("BND-2"))
  }

  @Test(.kunit) func `the kernel's parser sees the verdicts`() throws {
    let judgement = try KUnit.shared.get().parse(ktap(Self.everything))
    #expect(judgement == .init(passed: 3, failed: 5, crashed: 0, skipped: 2, errors: 0, status: 1))
  }

  @Test(.kunit) func `the kernel's parser exits with 0 if nothing is red`() throws {
    let judgement = try KUnit.shared.get().parse(ktap(Self.everything.filter { !$0.isRed }))
    #expect(judgement == .init(passed: 3, failed: 0, crashed: 0, skipped: 2, errors: 0, status: 0))
  }

  @Test(.kunit) func `text that looks like KTAP stays text`() throws {
    let hostile = [
      "ok 1 BND", "not ok 1 x", "KTAP version 1", "# Subtest: x", "Subtest: x", "1..7", "a\rok 1 x\r\nok 2 y",
      "reboot: System halted", "Kernel panic - not syncing: VFS: Unable to mount root",
      "List of all partitions:",
      "x # SKIP y", "\u{1B}[31m\u{0}\u{85}ok 1 z", "", "x\nSubtest: y\n# Subtest: z",
    ]
    let documents = hostile.map { text in
      ktap([
        result("BND-1", .pass, notes: [Note(.remark, text)]),
        result("BND-2", .fail, issues: [Issue(message: text)]),
        result("BND-3", .skip(text)), result("ALI-1", .expectedFailure(text)),
        result("ALI-2", .crashed(text)),
        result("ALI-3", .pass),
      ])
    }
    let judgements = try KUnit.shared.get().parse(all: documents)
    #expect(judgements.count == hostile.count)
    for (text, judgement) in zip(hostile, judgements) {
      #expect(judgement == .init(passed: 3, failed: 2, crashed: 0, skipped: 1, errors: 0), "\(text)")
    }
  }

  /// The last line only sums up its family: without it every verdict is still there.
  @Test(.kunit) func `a stream that stops anywhere reads as a crash`() throws {
    let lines = ktap(Self.everything.filter { !$0.isRed }).split(separator: "\n")
    let cuts = (1..<lines.count - 1).map { lines.prefix($0).map { $0 + "\n" }.joined() }
    let judgements = try KUnit.shared.get().parse(all: cuts)
    #expect(judgements.count == cuts.count)
    for (cut, judgement) in zip(cuts, judgements) {
      #expect(judgement.crashed > 0 || judgement.errors > 0, "\(cut)")
    }
    #expect(try KUnit.shared.get().parse(cuts[cuts.count / 2]).status == 1)
  }
}
