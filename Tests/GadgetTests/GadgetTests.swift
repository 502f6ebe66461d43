import Testing

/// Tests of the gadget program on a fake kernel, under every shell that it is meant for.
@Suite(.timeLimit(.minutes(5)))
struct GadgetTests {}

extension GadgetTests {
  static let udc = "dummy_udc.0"

  /// Expects a failure to be one line that begins with the program's name, and nothing on stdout.
  static func expectFailure(
    _ outcome: FakeKernel.Outcome, status: Int = 1, saying words: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(outcome.status == status, sourceLocation: sourceLocation)
    #expect(outcome.output == "", sourceLocation: sourceLocation)
    #expect(outcome.errors.hasPrefix("gadget: "), sourceLocation: sourceLocation)
    #expect(outcome.errors.contains(words), sourceLocation: sourceLocation)
    #expect(outcome.errors.split(separator: "\n").count == 1, sourceLocation: sourceLocation)
  }
}
