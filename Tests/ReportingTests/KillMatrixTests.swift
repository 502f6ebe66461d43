import Foundation
import FoundationXML
import Reporting
import Testing

@Suite struct KillMatrixTests {
  private static func record(
    _ mutant: String, _ fate: MutantRecord.Fate, _ verdicts: [String: String] = [:], killers: [String] = [],
    rig: String = "dummy", reason: String? = nil
  ) -> MutantRecord {
    MutantRecord(
      mutant: mutant, rig: rig, change: "It <forgets> | \(mutant).", origin: "invented", fate: fate,
      reason: reason, verdicts: verdicts, killers: killers, seconds: 3)
  }

  private static func matrix(_ records: [MutantRecord], isWhole: Bool = true) -> KillMatrix {
    KillMatrix(
      kernel: "debian:bookworm 6.1.192-2", date: "2026-11-22", isWhole: isWhole, seconds: 61, records: records
    )
  }

  private static let killed = [
    record("b", .killed, ["MAP-1": "pass", "MAP-2": "fail", "BND-1": "pass"], killers: ["MAP-2"]),
    record("a", .killed, ["MAP-1": "fail", "MAP-2": "crashed"], killers: ["MAP-1", "MAP-2"]),
    record("a", .killed, ["MAP-2": "fail"], killers: ["MAP-2"], rig: "xhci"),
  ]
  private static let survivor = record("z", .survived, ["MAP-1": "pass", "ISO-1": "skip"])
  private static let broken = record("y", .error, reason: "it does not build")

  @Test func `survivors come first, then what is unknown, then the rest by name and rig`() {
    let all = Self.matrix(Self.killed + [Self.broken, Self.survivor])
    #expect(all.records.map(\.mutant) == ["z", "y", "a", "a", "b"])
    #expect(all.records.map(\.rig) == ["dummy", "dummy", "dummy", "xhci", "dummy"])
  }

  @Test func `a survivor is 1, an unknown fate 2, anything else 0`() {
    let argued = Self.record("e", .equivalent, reason: "nobody sees it")
    let late = Self.record("n", .notApplicable, reason: "needs Linux 6.13")
    #expect(Self.matrix(Self.killed + [argued, late]).exitCode == 0)
    #expect(Self.matrix(Self.killed + [Self.broken]).exitCode == 2)
    #expect(Self.matrix(Self.killed + [Self.broken, Self.survivor]).exitCode == 1)
  }

  @Test func `kills are counted by mutant, and what killed nothing is named`() {
    let matrix = Self.matrix(Self.killed)
    #expect(matrix.sharpest.map(\.clause.id) == ["MAP-2"])
    #expect(matrix.sharpest.map(\.kills) == [2], "two rigs are one mutant")
    #expect(matrix.blunt.map(\.id) == ["BND-1"])
    #expect(Self.matrix([Self.survivor]).blunt.map(\.id) == ["MAP-1"], "what was skipped is not blunt")
    #expect(matrix.closingLine == "2 mutants in 3 runs: 3 killed, 0 survived, in 61.0 s")
  }

  @Test func `the table tells the fates, and colour only when asked`() {
    let matrix = Self.matrix(Self.killed + [Self.survivor, Self.broken])
    let plain = KillTable().document(matrix)
    #expect(!plain.contains("\u{1B}"))
    let lines = plain.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    #expect(lines[1] == "SURVIVED z dummy It <forgets> | z. 1 clause saw nothing.")
    #expect(lines[2] == "ERROR y dummy it does not build")
    #expect(lines[3] == "killed a dummy MAP-1 MAP-2")
    #expect(lines.contains("most kills in each family: MAP-2 2"))
    #expect(KillTable(color: true).document(matrix).contains("\u{1B}[1;31mSURVIVED"))
    let first = KillTable().document(Self.matrix(Self.killed, isWhole: false))
    #expect(first.contains("each stopped at the first clause that went red"))
  }

  @Test func `the page is well formed and has a cell for each clause that ran`() throws {
    let html = KillPage.html(Self.matrix(Self.killed + [Self.survivor, Self.broken]))
    let body = try #require(html.range(of: "<table>").map { html[$0.lowerBound...] })
    let end = try #require(body.range(of: "</table>")?.upperBound)
    let table = String(body[..<end])
    #expect(XMLParser(data: Data(table.utf8)).parse(), "\(table)")
    #expect(table.split(separator: "✘").count - 1 == 4)
    #expect(html.contains("It &lt;forgets&gt; | z."))
    #expect(!html.contains("http"), "it needs nothing else")
  }

  @Test func `the Markdown keeps its columns`() {
    let lines = KillPage.markdown(Self.matrix(Self.killed + [Self.survivor])).split(separator: "\n")
    let rows = lines.filter { $0.hasPrefix("|") }
    #expect(rows.count == 2 + 4)
    for row in rows {
      let unescaped = row.split(separator: "\\|", omittingEmptySubsequences: false).joined()
      #expect(unescaped.count { $0 == "|" } == 6, "\(row)")
    }
  }

  @Test func `the JSON has all of it`() throws {
    let text = Self.matrix(Self.killed + [Self.survivor]).json
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(object["exitCode"] as? Int == 1)
    #expect((object["records"] as? [[String: Any]])?.count == 4)
  }
}
