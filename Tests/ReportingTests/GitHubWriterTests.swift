import Clauses
import Reporting
import Testing

struct GitHubWriterTests {
  /// A workflow command as GitHub's runner reads a line.
  struct Command: Equatable {
    var name: String
    var title: String?
    var message: String

    /// Nil if the line is no command.
    init?(_ line: some StringProtocol) {
      guard line.hasPrefix("::"), let end = line.dropFirst(2).firstRange(of: "::") else { return nil }
      let head = line[..<end.lowerBound].dropFirst(2).split(separator: " ", maxSplits: 1)
      name = String(head.first ?? "")
      let properties = head.dropFirst().first?.split(separator: ",") ?? []
      title = properties.first { $0.hasPrefix("title=") }.map {
        Self.plain($0.dropFirst(6)).replacing("%3A", with: ":").replacing("%2C", with: ",")
          .replacing("%25", with: "%")
      }
      message = Self.plain(line[end.upperBound...]).replacing("%25", with: "%")
    }

    private static func plain(_ text: some StringProtocol) -> String {
      String(text).replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }

    /// All of a text, as the runner splits it into lines.
    static func all(_ text: String) -> [Command] {
      text.split(whereSeparator: \.isNewline).compactMap { Command($0) }
    }
  }

  @Test func `a group for each run, then errors, warnings, notices`() {
    let issue = Issue(message: "1 == 2\n100%, or: not", location: "BND.swift:3")
    let document = GitHubWriter.document([
      recordedRun([
        result("BND-1", .pass), result("BND-2", .fail, issues: [issue]),
        result("ALI-1", .expectedFailure("always")), result("ALI-2", .inconclusive("who knows")),
      ]),
      recordedRun([result("BND-1", .skip("no\ngadget"))], noVerdict: "broke\nhere") { $0.rig = "xhci" },
    ])
    #expect(
      document == """
        ::group::Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig dummy: dummy_hcd, high speed, no DMA (plain pages)
        BND-1  ok
        BND-2  FAILED
        ALI-1  expected failure: always
        ALI-2  inconclusive: who knows
        4 clauses: 1 ok, 1 failed, 1 inconclusive, 1 expected failure, in 2.0 s
        does not conform: BND-2 failed
        ::endgroup::
        ::group::Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig xhci: dummy_hcd, high speed, no DMA (plain pages)
        BND-1  skip: no; gadget
        no verdict: broke; here
        ::endgroup::
        ::error title=usbfs zerocopy%3A no verdict (debian%3Abookworm 6.1.192-2%2C xhci)::broke%0Ahere
        ::error title=BND-2%3A one byte more is EINVAL::FAILED on debian:bookworm 6.1.192-2, dummy: 1 == 2; 100%25, \
        or: not%0Aexpected: One byte more than the region holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data \
        stage of a control transfer, and isochronous.
        ::warning title=ALI-2%3A \(Catalogue.clause("ALI-2")!.title)::inconclusive on debian:bookworm 6.1.192-2, \
        dummy: who knows%0Aexpected: \(Catalogue.clause("ALI-2")!.text)
        ::notice title=usbfs zerocopy (debian%3Abookworm 6.1.192-2%2C dummy)::4 clauses: 1 ok, 1 failed, 1 inconclusive, \
        1 expected failure, in 2.0 s%0Adoes not conform: BND-2 failed

        """)
  }

  @Test func `the worst come first, and what does not fit in ten is summed up`() {
    let clauses = Catalogue.clauses.filter { $0.grade == .must }.prefix(14)
    let results = clauses.enumerated().map { index, clause in
      result(clause.id, index == 13 ? .crashed("panic") : index == 12 ? .hung("x") : .fail)
    }
    let conforming = (1...11).map { number in
      recordedRun([result("BND-1", .pass)]) { $0.rig = "good\(number)" }
    }
    let commands = Command.all(GitHubWriter.document(conforming + [recordedRun(results)]))
    let errors = commands.filter { $0.name == "error" }
    #expect(errors.count == 10)
    let ids = clauses.map(\.id)
    let heads = errors.map { String(($0.title ?? "").prefix { $0 != ":" }) }
    #expect(heads == [ids[13], ids[12]] + ids[..<7] + ["and 5 more"])
    #expect(errors.last?.message == ids[7..<12].joined(separator: "; "))
    let notices = commands.filter { $0.name == "notice" }
    #expect(notices.count == 10)
    #expect(notices.first?.title?.contains("dummy") == true)
    #expect(notices.last?.title == "and 3 more")
  }

  @Test func `one clause is one error, whichever runs it is red in`() {
    let runs = ["a", "b"].map { rig in
      recordedRun([result("BND-1", rig == "a" ? .fail : .crashed("x"))]) { $0.rig = rig }
    }
    let errors = Command.all(GitHubWriter.document(runs)).filter { $0.name == "error" }
    #expect(errors.count == 1)
    #expect(
      errors.first?.message.hasPrefix(
        "FAILED on debian:bookworm 6.1.192-2, a\nCRASHED on debian:bookworm 6.1.192-2, b: x\nexpected:")
        == true)
  }

  @Test(arguments: [
    "::error::x", "\n::error::x", "\r::set-output name=a::b", "\r\n::stop-commands::x", "##[error]x",
    "%0A::x", "%250A",
    "a::b,c:d", "##[\u{301}error]x", "##\u{301}[error]x", "\u{2028}::error::x", "\u{0}\u{1B}[31m",
  ])
  func `text that looks like a command stays text`(text: String) {
    let runs = [
      recordedRun([
        result("BND-1", .skip(text)), result("BND-2", .fail, issues: [Issue(message: text)]),
        result("BND-3", .crashed(text)), result("ALI-1", .inconclusive(text)),
        result("MAP-11", .pass, notes: [Note(.remark, text)]),
      ]) {
        $0.kernelSpec = text
        $0.rigDetail = text
      }, recordedRun([], noVerdict: text),
    ]
    let document = GitHubWriter.document(runs)
    let names = Command.all(document).map(\.name)
    #expect(
      names == [
        "group", "endgroup", "group", "endgroup", "error", "error", "error", "warning", "notice",
      ])
    #expect(document.utf8.firstRange(of: "##[".utf8) == nil)
  }

  @Test(arguments: ["100%", "%0A", "%250A", "a::b,c:d", "a\nb", "title=x,y=z::"])
  func `what is escaped comes back`(text: String) {
    let runs = [recordedRun([], noVerdict: text) { $0.rig = text.onLine }]
    let error = Command.all(GitHubWriter.document(runs)).first { $0.name == "error" }
    #expect(error?.message == text)
    #expect(error?.title == "usbfs zerocopy: no verdict (debian:bookworm 6.1.192-2, \(text.onLine))")
  }
}

extension String {
  fileprivate var onLine: String { replacing("\n", with: " ") }
}
