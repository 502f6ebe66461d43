import Clauses
import KernelLab
import SystemPackage

/// The rigs and clauses whose coverage of usbfs zerocopy is measured, on the instrumented kernel.
package struct CoveragePlan: Sendable {
  private let rigs: [RigProfile]
  private let clauses: [Clause]
  private let output: FilePath
  private let runsGuests: Bool

  /// - Parameters:
  ///   - output: The folder of the reports; the pages are in its folder coverage.
  ///   - runsGuests: Whether the clauses run, or what an earlier run left in the folder is taken.
  package init(rigs: [RigProfile], clauses: [Clause], output: FilePath, runsGuests: Bool) {
    self.rigs = rigs
    self.clauses = clauses
    self.output = output
    self.runsGuests = runsGuests
  }

  /// Runs the clauses and adds up which lines and branches they reached.
  /// - Returns: Nil if a rig has no verdict; the view was told why.
  package func run(
    progress: @escaping @Sendable (String) -> Void, view: (RunLayout) -> any RunView
  ) async throws -> CoverageResult? {
    let kernel = try await Kernel.get(.instrumented, progress: progress)
    if runsGuests {
      var plan = RunPlan(kernels: [.instrumented], rigs: rigs, clauses: clauses, output: output)
      // What is lost, `run --kernel instrumented` tells; looking for it takes most of a short clause's time.
      plan.append = "kmemleak=off"
      plan.leavesOutForeignRigs = true
      if try await plan.run(progress: progress, view: view).status == .usageOrHarness { return nil }
    }
    let guests = FileSystem.guests(below: output)
    progress("adding up what \(guests.count) guests reached")
    let page = output.appending("coverage/index.html")
    let coverage = try await Coverage.collect(kernel, guests: guests, page: page)
    let report = CoverageReport(coverage.functions, try Unreached(FileSystem.read(Unreached.file)))
    return CoverageResult(report: report, page: page)
  }
}
