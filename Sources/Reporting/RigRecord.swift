/// One rig's part of a run of several.
public struct RigRecord: Sendable, Equatable {
  /// What it was made on.
  public var run: RunInfo
  /// The results, in the catalogue's order; without a verdict those that there were until then.
  public var results: [ClauseResult]
  /// What it comes to.
  public var outcome: RigOutcome

  /// A record from its parts.
  public init(run: RunInfo, results: [ClauseResult], outcome: RigOutcome) {
    self.run = run
    self.results = results
    self.outcome = outcome
  }
}
