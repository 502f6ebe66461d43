import Clauses
import Foundation
import Reporting
import Testing

struct MatrixWriterTests {
  @Test func `a clause has a result for each rig, or null`() throws {
    let results = [result("BND-1", .pass, notes: [Note(.remark, "n")]), result("BND-2", .skip("why"))]
    var broken = Recorded.run
    broken.rig = "xhci"
    let document = MatrixWriter.document(
      [
        RigRecord(run: Recorded.run, results: results, outcome: .verdict(Summary(results, seconds: 2))),
        RigRecord(run: broken, results: [result("BND-1", .fail)], outcome: .noVerdict("no gadget")),
      ], planned: results.map(\.clause))
    #expect(document.hasSuffix("}\n") && !document.dropLast().contains("\n"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(document.utf8)) as? [String: Any])

    let rigs = try #require(object["rigs"] as? [[String: Any]])
    #expect(rigs.map { ($0["run"] as? [String: String])?["rig"] } == ["dummy", "xhci"])
    #expect((rigs[0]["summary"] as? [String: Any])?["exitCode"] as? Int == 0)
    #expect(rigs[0]["noVerdict"] == nil)
    #expect(rigs[1]["summary"] == nil)
    #expect(rigs[1]["noVerdict"] as? String == "no gadget")

    let clauses = try #require(object["clauses"] as? [[String: Any]])
    #expect(clauses.map { $0["id"] as? String } == ["BND-1", "BND-2"])
    let first = try #require(clauses[0]["results"] as? [[String: Any]])
    #expect(first.map { $0["verdict"] as? String } == ["pass", "fail"])
    #expect(first.map { $0["isRed"] as? Bool } == [false, true])
    #expect(first[0]["notes"] as? [String] == ["n"])
    let second = try #require(clauses[1]["results"] as? [Any])
    #expect((second[0] as? [String: Any])?["reason"] as? String == "why")
    #expect(second[1] is NSNull)
  }
}
