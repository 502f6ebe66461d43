import Clauses
import Foundation
import Validators
import Reporting
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct JUnitWriterTests {
  @Test func `a run without a verdict is an error, also where nothing failed`() throws {
    let results = [result("BND-1", .pass)]
    let counts = try XMLCounts(JUnitWriter.document(Recorded.run, results, noVerdict: "no <kernel>\nat all"))
    #expect(counts.found["testcase"] == 2 && counts.found["error"] == 1)
    #expect(counts.declared["testsuites"]?["tests"] == 2 && counts.declared["testsuites"]?["errors"] == 1)
  }

  @Test func `every verdict has its element`() {
    let issue = Issue(message: "1 < 2 & \"x\"", location: "BND.swift:3")
    let document = JUnitWriter.document(
      Recorded.run,
      [
        result("BND-1", .pass, duration: 0.0125), result("BND-2", .fail, issues: [issue], duration: 1),
        result("BND-3", .inconclusive("who knows")), result("BND-4", .skip("a\nb")),
        result("ALI-1", .expectedFailure("always"), notes: [Note(.remark, "n")], issues: [issue]),
      ])
    #expect(
      document == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="usbfs-conformance" tests="5" failures="1" errors="1" skipped="1" time="1.013">
          <testsuite name="BND: containment" tests="4" failures="1" errors="1" skipped="1" time="1.013">
            <properties>
              <property name="kernel" value="6.1.0-56-amd64"/>
              <property name="kernel spec" value="debian:bookworm 6.1.192-2"/>
              <property name="rig" value="dummy"/>
              <property name="rig detail" value="dummy_hcd, high speed, no DMA (plain pages)"/>
            </properties>
            <testcase classname="debian:bookworm.dummy.BND" name="BND-1: a buffer may end on the region's last byte" time="0.013">
            </testcase>
            <testcase classname="debian:bookworm.dummy.BND" name="BND-2: one byte more is EINVAL" time="1.000">
              <failure type="fail" message="1 &lt; 2 &amp; &quot;x&quot;">expected: One byte more than the region \
        holds is EINVAL: for bulk IN, bulk OUT, interrupt, the data stage of a control transfer, and isochronous.
        1 &lt; 2 &amp; &quot;x&quot;
        at BND.swift:3</failure>
            </testcase>
            <testcase classname="debian:bookworm.dummy.BND" name="BND-3: a refused buffer leaves no trace" time="0.000">
              <error type="inconclusive" message="who knows">expected: That EINVAL leaves no trace: nothing queued, \
        nothing to reap, region usable, quota unchanged, 10,000 times in a row.</error>
            </testcase>
            <testcase classname="debian:bookworm.dummy.BND" name="BND-4: a buffer that starts before the region is ordinary memory" time="0.000">
              <skipped message="a&#10;b"/>
            </testcase>
          </testsuite>
          <testsuite name="ALI: addresses that mean something else now" tests="1" failures="0" errors="0" skipped="0" \
        time="0.000">
            <properties>
              <property name="kernel" value="6.1.0-56-amd64"/>
              <property name="kernel spec" value="debian:bookworm 6.1.192-2"/>
              <property name="rig" value="dummy"/>
              <property name="rig detail" value="dummy_hcd, high speed, no DMA (plain pages)"/>
            </properties>
            <testcase classname="debian:bookworm.dummy.ALI" name="ALI-1: mremap leaves the old address behind" time="0.000">
              <system-out>expected failure: always
        1 &lt; 2 &amp; &quot;x&quot;
        at BND.swift:3
        note: n</system-out>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  @Test(arguments: [
    (Verdict.hung("x"), "error"), (.crashed("x"), "error"), (.unexpectedPass("x"), "failure"),
    (.fail, "failure"),
  ])
  func `hangs and crashes are errors, misses and unexpected passes failures`(
    verdict: Verdict, element: String
  ) {
    let document = JUnitWriter.document(Recorded.run, [result("ALI-1", verdict)])
    #expect(document.contains("<\(element) type=\"\(verdict.name)\""))
  }

  @Test func `a RECORD clause passes whatever it saw`() throws {
    let document = JUnitWriter.document(Recorded.run, [try Recorded.verdicts["MAP-12"]])
    #expect(document.contains("failures=\"0\""))
    #expect(
      document.contains("<system-out>recorded: not as described: Expectation failed: 1 == 2</system-out>"))
  }

  @Test(arguments: Recorded.all)
  func `an XML parser reads it back`(stream: Recorded) throws {
    let counts = try XMLCounts(JUnitWriter.document(Recorded.run, stream.results))
    #expect(counts.found["testcase"] == stream.results.count)
    let declared = counts.declared["testsuites"]
    for (attribute, element) in [
      ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped"),
    ] {
      #expect(declared?[attribute] == counts.found[element, default: 0], "\(attribute)")
      #expect(counts.sums[attribute] == counts.found[element, default: 0], "\(attribute)")
    }
  }

  @Test func `of several runs each has names of its own`() {
    let names = [
      { _ in }, { $0.rig = "xhci" }, { $0.kernelSpec = "my kernels/6.1" },
      { $0.kernelSpec = "my kernels/6.2" },
      { $0.kernelSpec = "debian:bookworm 6.1.200-1" },
    ].map { (change: (inout RunInfo) -> Void) in
      var run = Recorded.run
      change(&run)
      return JUnitWriter.document(run, [result("BND-1", .pass)]).firstMatch(of: /classname="(.*?)"/)?.1
    }
    #expect(
      names == [
        "debian:bookworm.dummy.BND", "debian:bookworm.xhci.BND", "my kernels/6.1.dummy.BND",
        "my kernels/6.2.dummy.BND", "debian:bookworm.dummy.BND",
      ])
  }

  @Test func `every character comes back, or as an escape`() throws {
    let hostile =
      String(String.UnicodeScalarView((0...0x2FF).compactMap(Unicode.Scalar.init)))
      + "\u{FFFD}\u{FFFE}\u{FFFF}\u{1F600} ]]> <![CDATA["
    let counts = try XMLCounts(JUnitWriter.document(Recorded.run, [result("BND-1", .skip(hostile))]))
    let message = try #require(counts.skipMessage)
    #expect(message.contains("\\x00\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\t\n\\x0B\\x0C\r\\x0E"))
    #expect(message.contains("\u{FFFD}\\xFFFE\\xFFFF\u{1F600} ]]> <![CDATA["))
  }

  @Test(
    .enabled(
      if: Python.has(module: "junitparser"),
      "the JUnit parser is missing: apt-get install python3-junitparser"),
    arguments: Recorded.all)
  func `junitparser counts the same`(stream: Recorded) throws {
    let folder = try Python.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "junit.xml")
    try Data(JUnitWriter.document(Recorded.run, stream.results).utf8).write(to: file)
    let program = """
      import sys, junitparser
      xml = junitparser.JUnitXml.fromfile(sys.argv[1])
      declared = [(s.tests, s.failures, s.errors, s.skipped) for s in [xml] + list(xml)]
      for suite in list(xml) + [xml]:
          suite.update_statistics()
      counted = [(s.tests, s.failures, s.errors, s.skipped) for s in [xml] + list(xml)]
      assert declared == counted, (declared, counted)
      for suite in xml:
          for case in suite:
              assert case.name.startswith(case.classname.removeprefix('debian:bookworm.dummy.') + '-'), case.name
      print(*declared[0])
      """
    let (output, status) = try Python.run(["-c", program, file.path])
    #expect(status == 0, "\(output)")
    #expect(output.hasPrefix("\(stream.results.count) "))
  }
}

/// What stands in a JUnit document, as Foundation's parser reads it.
private final class XMLCounts: NSObject, XMLParserDelegate {
  var found: [String: Int] = [:]
  /// The numbers in the attributes of the outermost element.
  var declared: [String: [String: Int]] = [:]
  /// The sums of the suites' numbers.
  var sums: [String: Int] = [:]
  var skipMessage: String?

  init(_ document: String) throws {
    super.init()
    let parser = XMLParser(data: Data(document.utf8))
    parser.delegate = self
    let good = parser.parse()
    try #require(good, "\(String(describing: parser.parserError)) in \(document)")
  }

  func parser(
    _: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    found[name, default: 0] += 1
    let numbers = attributes.compactMapValues { Int($0) }
    if name == "testsuites" { declared[name] = numbers }
    if name == "testsuite" { sums.merge(numbers) { $0 + $1 } }
    if name == "skipped" { skipMessage = attributes["message"] }
  }
}
