import Testing

@testable import KernelLab
@testable import Runner

@Suite struct UnreachedTests {
  private static let table = """
    # a comment
    usbdev_mmap
      ret = -ENOMEM;
      goto error;
        no memory,
        in two lines
      return 0;
        another reason
    free_async
      kfree(as);
        its own reason
    """

  private static func function(_ name: String, _ lines: [(String, Int, [Int])]) -> Coverage.Function {
    Coverage.Function(
      name: name, file: "devio.c",
      lines: lines.enumerated().map {
        Coverage.Line(number: $0 + 1, text: $1.0, count: $1.1, branches: $1.2)
      })
  }

  @Test func `a reason is found by function and text, whatever the line's number`() {
    let reasons = Unreached(Array(Self.table.utf8))
    for text in ["ret = -ENOMEM;", "goto error;"] {
      #expect(reasons.reason(for: text, in: "usbdev_mmap") == "no memory, in two lines")
    }
    #expect(reasons.reason(for: "return 0;", in: "usbdev_mmap") == "another reason")
    #expect(reasons.reason(for: "kfree(as);", in: "free_async") == "its own reason")
    #expect(reasons.reason(for: "return 0;", in: "free_async") == nil)
  }

  @Test func `what is reached after all, or gone, is stale`() {
    let reasons = Unreached(Array(Self.table.utf8))
    let function = Self.function(
      "usbdev_mmap", [("ret = -ENOMEM;", 3, []), ("return 0;", 2, [2, 0]), ("goto error;", 0, [])])
    #expect(reasons.stale(given: [function]) == ["free_async: kfree(as);", "usbdev_mmap: ret = -ENOMEM;"])
    #expect(reasons.stale(given: []).count == 4)
  }

  @Test func `a line without a reason is unexplained`() {
    let reasons = Unreached(Array(Self.table.utf8))
    let explained = [("ret = -ENOMEM;", 0, []), ("goto error;", 0, []), ("return 0;", 1, [0, 1])]
    let other = Self.function("free_async", [("kfree(as);", 0, [])])
    let report = CoverageReport(
      [other, Self.function("usbdev_mmap", explained)], reasons)
    let text = report.text
    #expect(report.isExplained)
    #expect(text.contains("1/3  33%"))
    #expect(text.contains("1/2  50%"))
    #expect(text.contains("devio.c:3 usbdev_mmap, 1 of 2 ways\n    return 0;\n      another reason"))
    let more = CoverageReport(
      [other, Self.function("usbdev_mmap", explained + [("free(mem);", 0, [])])], reasons)
    #expect(!more.isExplained)
    #expect(more.text.contains("devio.c:4 usbdev_mmap, line\n    free(mem);\n      UNEXPLAINED"))
  }
}
