import Clauses

/// Writes runs as a page that needs nothing else.
public enum ReportPage {
  /// The page's text.
  public static func document(_ runs: [RecordedRun]) -> String {
    runs.map { "\($0.record.run.headline)\n" }.joined()
  }
}
