import Clauses
import Foundation
import Reporting
import Testing

struct JSONLinesWriterTests {
  @Test func `a clause is one line with sorted keys`() {
    let issue = Issue(message: "a/b \"c\"\n\u{1B}", location: "BND.swift:3")
    #expect(
      JSONLinesWriter.clause(
        result("BND-2", .crashed("panic"), notes: ["n"], issues: [issue], duration: 0.10000000149))
          == """
          {"duration":0.1,"grade":"MUST","id":"BND-2","issues":[{"isUnexpectedPass":false,"location":"BND.swift:3",\
          "message":"a/b \\"c\\"\\n\\u001b"}],"kind":"clause","notes":["n"],"reason":"panic",\
          "title":"one byte more is EINVAL","verdict":"crashed"}

          """)
  }

  @Test(arguments: Recorded.all)
  func `every line is an object: the run, the clauses, the summary`(stream: Recorded) throws {
    let results = stream.results
    let document = JSONLinesWriter.document(Recorded.run, results, Summary(results, seconds: 2))
    let objects = try document.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let kinds = objects.compactMap { $0["kind"] as? String }
    #expect(kinds == ["run"] + results.map { _ in "clause" } + ["summary"])
    #expect(objects.first?["kernelRelease"] as? String == "6.1.0-56-amd64")
    #expect(objects.compactMap { $0["verdict"] as? String } == results.map(\.verdict.name))
    #expect(objects.compactMap { $0["id"] as? String } == results.map(\.clause.id))
    let last = try #require(objects.last)
    #expect(last["clauses"] as? Int == results.count)
    #expect(last["exitCode"] as? Int == 1)
    #expect(last["seconds"] as? Double == 2)
    #expect(last["red"] as? [String] == results.filter(\.isRed).map(\.clause.id))
  }

  @Test func `a duration that is no number is left out`() {
    #expect(!JSONLinesWriter.clause(result("BND-1", .pass, duration: .infinity)).contains("duration"))
  }
}
