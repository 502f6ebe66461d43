/// A summary in the JSON of the reports.
struct SummaryRecord: Encodable {
  /// The kind of the line, in a file that has lines of several kinds; else nil.
  var kind: String?
  var clauses: Int
  var passed: Int
  var recorded: Int
  var failed: Int
  var hung: Int
  var crashed: Int
  var unexpectedPasses: Int
  var inconclusive: Int
  var expectedFailures: Int
  var skipped: Int
  var seconds: Double
  var exitCode: Int32
  var red: [String]

  init(_ summary: Summary, kind: String? = nil) {
    self.kind = kind
    clauses = summary.clauses
    passed = summary.passed
    recorded = summary.recorded
    failed = summary.failed
    hung = summary.hung
    crashed = summary.crashed
    unexpectedPasses = summary.unexpectedPasses
    inconclusive = summary.inconclusive
    expectedFailures = summary.expectedFailures
    skipped = summary.skipped
    seconds = summary.seconds.isFinite ? summary.seconds.microseconds : 0
    exitCode = summary.exitCode
    red = summary.red.map(\.clause.id)
  }
}

extension Double {
  /// The number rounded to microseconds, which is all that the clocks are worth.
  var microseconds: Double { (self * 1_000_000).rounded() / 1_000_000 }
}
