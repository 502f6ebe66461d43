import Clauses
import Foundation
import Validators
import Reporting
import SystemPackage
import Testing

@Suite struct ReportPageTests {
  private static func run(
    _ rig: String, _ results: [ClauseResult], spec: String = "debian:bookworm 6.1.192-2",
    release: String = "6.1.0-56-amd64", outcome: RigOutcome? = nil
  ) -> RecordedRun {
    RecordedRun(
      folder: FilePath("out/\(release)/\(rig)"),
      record: RigRecord(
        run: RunInfo(
          kernelRelease: release, kernelSpec: spec, rig: rig, rigDetail: "<\(rig)>",
          started: "2026-11-23T01:25:58Z", replay: "replay --rig \(rig)"),
        results: results, outcome: outcome ?? .verdict(Summary(results, seconds: 4.1))))
  }

  private static func newer(_ rig: String, _ results: [ClauseResult], outcome: RigOutcome? = nil)
    -> RecordedRun
  {
    run(rig, results, spec: "debian:experimental 7.3", release: "7.3-rc7-amd64", outcome: outcome)
  }

  private static let nasty =
    "</script></pre></article><script>alert(1)</script><img src=http://x/> \u{1B}[31m \u{0} ]]> -->"

  /// A clause that died, and once more for its capture.
  private static let died: ClauseResult = {
    var died = result("UNM-2", .crashed("Oops"))
    died.secondRunEnd = "died"
    return died
  }()

  /// Every verdict, several kernels, a rig that broke, and text that HTML gives a meaning.
  private static let runs = [
    run(
      "dummy",
      [
        result("BND-1", .pass, duration: 0.25),
        result(
          "BND-2", .fail, issues: [Issue(message: "0xffff888012345678 \(nasty)", location: "B.swift:3")],
          duration: 2),
        result("ZCP-4", .pass, notes: [Note(.unreached, "discarded half-way")]),
        result("DMA-1", .skip("no DMA \(nasty)")),
        result("ALI-1", .expectedFailure("known")),
        result("ALI-5", .pass, notes: [Note(.measured, "accepted")]),
        result("UNM-1", .hung("silence")), died,
        result("UNM-3", .inconclusive("x")),
        result("ALI-2", .unexpectedPass("known")),
      ]),
    run(
      "xhci",
      [
        result("BND-1", .pass),
        result(
          "BND-2", .fail, issues: [Issue(message: "0xffff888087654321 \(nasty)", location: "B.swift:3")]),
      ]),
    newer(
      "dummy", [result("BND-1", .pass), result("BND-2", .pass), result("DMA-1", .skip("no DMA \(nasty)"))]),
    run("dummy", [result("BND-1", .pass)], outcome: .noVerdict("interrupted \(nasty)")),
    newer("ehci", [], outcome: .noVerdict("no guest")),
  ]

  private static let files: [String: [UInt8]] = [
    "out/6.1.0-56-amd64/dummy/bundles/BND-2/kernel.log": Array(nasty.utf8) + [
      0xFF, 0xFE, 0x80, 0x0D, 0x0A, 0xC3,
    ],
    "out/6.1.0-56-amd64/dummy/bundles/BND-2/usbmon.pcap": [0xD4, 0xC3, 0xB2, 0xA1],
    "out/6.1.0-56-amd64/dummy/bundles/UNM-1/kernel.log": Array(
      String(repeating: "a line of it\n", count: 40_000).utf8),
    "out/6.1.0-56-amd64/dummy/bundles/UNM-1/usbmon.pcap": Array(repeating: 7, count: 300 << 10),
    "out/6.1.0-56-amd64/dummy/bundles/UNM-2/kernel.log": Array(repeating: 0x61, count: 100_000),
    "out/6.1.0-56-amd64/dummy/bundles/UNM-2/usbmon.pcap": [1, 2, 3],
  ]

  static let page = ReportPage.document(runs) { files[$0.string] }

  private static func text(from begin: String, to end: String, in page: String = page) throws -> String {
    let head = try #require(page.range(of: begin), "\(begin) is not in it")
    let tail = try #require(page.range(of: end, range: head.upperBound..<page.endIndex))
    return String(page[head.lowerBound..<tail.lowerBound])
  }

  private static func row(_ id: String, in page: String = page) throws -> String {
    try text(from: "<tr id=\"row-\(id)\"", to: "</tr>", in: page)
  }

  private static func panel(_ id: String) throws -> String {
    try text(from: "<article class=\"panel\" id=\"\(id)\"", to: "</article>")
  }

  /// What is between the tags.
  private static func words(_ html: String) -> [String] {
    html.replacing(#/<[^>]*>/#, with: "\n").split(separator: "\n").map(String.init)
  }

  @Test func `kernels stand in the order in which they appear, with their runs beside each other`() throws {
    let head = try Self.text(from: "<thead>", to: "</thead>")
    #expect(
      Self.words(head) == [
        "clause", "Linux 6.1.0-56-amd64", "debian:bookworm 6.1.192-2", "Linux 7.3-rc7-amd64",
        "debian:experimental 7.3",
        "dummy", "does not conform", "xhci", "does not conform", "dummy (2)", "no verdict", "dummy",
        "conforms", "ehci",
        "no verdict",
      ])
  }

  @Test func `a cell is the table's word, a link where there is more, and empty without a result`() throws {
    func cells(_ id: String) throws -> [String] {
      try Self.row(id).matches(of: #/<td[^>]*>(.*?)</td>/#).map {
        String($0.1).replacing(#/<[^>]*>/#, with: "").replacing("\u{A0}", with: " ")
      }
    }
    #expect(try cells("BND-1") == ["ok", "ok", "ok", "ok", ""])
    #expect(try cells("BND-2") == ["FAILED", "FAILED", "", "→ ok", ""])
    #expect(try cells("DMA-1") == ["skip 1", "", "", "skip 1", ""])
    let rest = ["UNM-1", "UNM-2", "UNM-3", "ALI-1", "ALI-2", "ALI-5"]
    #expect(try rest.map { try cells($0)[0] } == ["HUNG", "CRASHED", "?", "xfail", "XPASS", "recorded"])
    #expect(try Self.row("BND-2").contains("href=\"#BND-2.2\""))
    #expect(try Self.row("ZCP-4").contains("href=\"#ZCP-4.s1\""))
    #expect(try !Self.row("BND-1").contains("href=\"#BND-1."), "there is nothing more to tell")
    #expect(try Self.row("BND-1").contains("title=\"dummy on debian:bookworm 6.1.192-2, 0.3 s\""))
  }

  @Test func `runs that saw the same share its observation, whatever the addresses, and keep their evidence`()
    throws
  {
    let panel = try Self.panel("BND-2")
    #expect(panel.matches(of: #/class="observation"/#).count == 1)
    #expect(panel.contains("0xffff888012345678") && !panel.contains("0xffff888087654321"))
    #expect(panel.contains("Addresses are those of dummy"))
    #expect(panel.contains("at B.swift:3"))
    #expect(panel.contains("<code>replay --rig dummy BND-2</code>"))
    #expect(panel.contains("<code>replay --rig xhci BND-2</code>"))
    #expect(panel.contains("base64,1MOyoQ==\""))
    #expect(panel.contains(Catalogue.clause("BND-2")!.text))
    #expect(try Self.panel("ZCP-4").contains("Note: not reached: discarded half-way"))
  }

  @Test func `large files are cut or left out, and the page says so`() throws {
    let hung = try Self.panel("UNM-1")
    #expect(hung.count < 20_000)
    #expect(hung.contains("Capture: 300 KiB, left out"))
    #expect(hung.contains("<code>out/6.1.0-56-amd64/dummy/bundles/UNM-1/kernel.log</code>"))
    let kept = hung.matches(of: #/a line of it/#).count
    let omitted = try #require(
      hung.firstMatch(of: #/\[(\d+) bytes are left out here\]/#).flatMap { Int($0.1) })
    // The newline before what is left out is counted with both.
    #expect(kept * 13 + omitted == 520_001)
    #expect(try Self.panel("UNM-2").count < 20_000, "one long line")
    #expect(
      try Self.panel("UNM-2").contains("usbmon.pcap is of a second run of the clause, whose end was: died"))
    #expect(try !Self.panel("BND-2").contains("second run"))
  }

  @Test func `however many bundles there are the page stays small, and what is red comes first`() throws {
    let log = Array(String(repeating: "a line of it\n", count: 2_000).utf8)
    let capture = [UInt8](repeating: 1, count: 100 << 10)
    let results = Catalogue.clauses.filter { $0.grade == .must }.map {
      result($0.id, $0.id == "UNM-1" ? .fail : .expectedFailure("known"))
    }
    let runs = (0..<8).map { Self.run("rig\($0)", results) }
    let page = ReportPage.document(runs) {
      $0.string.hasSuffix(".log") ? log : $0.string.hasSuffix(".pcap") ? capture : nil
    }
    #expect(page.utf8.count < 5 << 20)
    let red = try Self.text(from: "<article class=\"panel\" id=\"UNM-1\"", to: "</article>", in: page)
    #expect(red.matches(of: #/base64,/#).count == 8)
    #expect(page.matches(of: #/base64,/#).count == 15)
  }

  @Test func `what runs hold is text, and nothing is asked of any other place`() throws {
    let page = Self.page
    #expect(page.matches(of: #/<script/#).count == 1)
    #expect(page.matches(of: #/<img/#).isEmpty)
    #expect(page.contains("&lt;/script&gt;&lt;/pre&gt;&lt;/article&gt;"))
    #expect(page.contains("\\x1B[31m \\x00"))
    #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control })
    for match in page.matches(of: #/\s(?:href|src|action|data)="([^"]*)"/#) {
      #expect(match.1.hasPrefix("#") || match.1.hasPrefix("data:application/vnd.tcpdump.pcap;base64,"))
    }
    #expect(!page.contains("@import") && !page.contains("url("))
  }

  @Test func `every link within the page leads somewhere, and no id is given twice`() {
    let ids = Self.page.matches(of: #/\sid="([^"]*)"/#).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    for match in Self.page.matches(of: #/href="#([^"]*)"/#) { #expect(ids.contains(String(match.1))) }
  }

  @Test func `summary, changes, skips, and what was not reached`() throws {
    let summary = Self.words(try Self.text(from: "<h2 id=\"summary\"", to: "</section>")).joined(
      separator: " ")
    #expect(
      summary.contains("10 clauses: 2 ok, 1 failed, 1 hung, 1 crashed, 1 unexpected pass, 1 inconclusive"))
    #expect(summary.contains("no verdict  interrupted &lt;/script&gt;"))
    #expect(summary.contains("until then 1 clause: 1 ok"))
    #expect(summary.contains("2026-11-23 01:25:58 UTC"))
    #expect(Self.page.contains("5 runs on 2 kernels. does not conform: 2, no verdict: 2, conforms: 1."))
    let changes = Self.words(
      try Self.text(
        from: "<ul class=\"plain\">", to: "</ul>",
        in: try Self.text(from: "<h2 id=\"changes\"", to: "</section>")))
    #expect(changes == ["debian:experimental 7.3: FAILED → ok on dummy: ", "BND-2"])
    let skips = Self.words(try Self.text(from: "<li id=\"reason-1\"", to: "</li>"))
    #expect(skips.suffix(2) == ["dummy on all kernels: ", "DMA-1"])
    let unreached = Self.words(try Self.text(from: "<h2 id=\"unreached\"", to: "</section>"))
    #expect(unreached.contains("ZCP-4") && unreached.contains(" not reached: discarded half-way "))
    let timing = Self.words(try Self.text(from: "<h3>Slowest clauses</h3>", to: "</section>"))
    #expect(timing[1...3] == ["2.0 s", " ", "BND-2"])
  }

  @Test
  func `of a rig that changes its verdict twice the first time is told, and what did not run is no change`()
    throws
  {
    let verdicts: [Verdict?] = [.pass, nil, .fail, .pass]
    let runs = verdicts.enumerated().map { index, verdict in
      Self.run(
        "dummy", verdict.map { [result("BND-1", $0)] } ?? [], spec: "kernel \(index)", release: "\(index)")
    }
    let page = ReportPage.document(runs) { _ in nil }
    let changes = Self.words(try Self.text(from: "<h2 id=\"changes\"", to: "</section>", in: page))
    #expect(changes.suffix(2) == ["kernel 2: ok → FAILED on dummy: ", "BND-1"])
    #expect(try Self.row("BND-1", in: page).matches(of: /→/).count == 1)
  }

  @Test func `the same runs make the same page`() {
    #expect(ReportPage.document(Self.runs) { Self.files[$0.string] } == Self.page)
  }

  @Test(.enabled(if: Tidy.isInstalled, "the HTML parser is missing: apt-get install tidy"))
  func `an HTML parser has nothing to complain of, however little there is to tell`() throws {
    #expect(try Tidy.complaints(Self.page.replacing("</main>", with: "")) != "")
    #expect(try Tidy.complaints(Self.page) == "")
    for run in [Self.runs[1], Self.runs[4]] {
      let page = ReportPage.document([run]) { _ in nil }
      #expect(page.contains("1 run on 1 kernel."))
      #expect(try Tidy.complaints(page) == "")
    }
  }
}

/// HTML Tidy, from Debian.
enum Tidy {
  static let program = "/usr/bin/tidy"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  static func complaints(_ page: String) throws -> String {
    let folder = try Python.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "page.html")
    try Data(page.utf8).write(to: file)
    return try Python.run(program, ["-errors", "-quiet", file.path]).output
  }
}
