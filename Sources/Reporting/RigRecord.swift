/// The record of a run on one rig: kernel and rig, results, outcome.
package struct RigRecord: Sendable, Equatable {
  /// The kernel and the rig.
  package var run: RunInfo
  /// The results, in the catalogue's order. If there is no verdict, those that there were until the harness broke.
  package var results: [ClauseResult]
  /// The outcome.
  package var outcome: RigOutcome

  /// A record from its parts.
  package init(run: RunInfo, results: [ClauseResult], outcome: RigOutcome) {
    self.run = run
    self.results = results
    self.outcome = outcome
  }
}
