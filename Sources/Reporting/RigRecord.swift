/// One rig's part of a run of several.
package struct RigRecord: Sendable, Equatable {
  /// What it was made on.
  package var run: RunInfo
  /// The results, in the catalogue's order; without a verdict those that there were until then.
  package var results: [ClauseResult]
  /// What it comes to.
  package var outcome: RigOutcome

  /// A record from its parts.
  package init(run: RunInfo, results: [ClauseResult], outcome: RigOutcome) {
    self.run = run
    self.results = results
    self.outcome = outcome
  }
}
