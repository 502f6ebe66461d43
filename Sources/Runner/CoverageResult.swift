import SystemPackage

/// The result of a coverage run.
package struct CoverageResult: Sendable {
  /// The lines and branches reached, and why others were not.
  package let report: CoverageReport
  /// The page with all sources.
  package let page: FilePath

  /// The exit status of a command that ran this.
  package var status: ExitStatus { report.isExplained ? .conforms : .doesNotConform }
}
