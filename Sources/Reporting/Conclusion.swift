/// The conclusion of a run, the worst first. The raw value is how the reports say it.
package enum Conclusion: String, Sendable, CaseIterable {
  /// A promise was broken.
  case doesNotConform = "does not conform"
  /// No promise was seen broken, but not all were shown to be kept.
  case notShownToConform = "not shown to conform"
  /// The harness broke.
  case noVerdict = "no verdict"
  /// No clause has a result, or every clause was skipped.
  case nothingTested = "nothing was tested"
  /// The run would fail but for a baseline that accepts what was seen.
  case acceptedByBaseline = "as the baseline accepts"
  /// Every promise was kept, skipped or known to be broken.
  case conforms
}
