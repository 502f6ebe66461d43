import Reporting
import SystemPackage

/// An observer of the guests that run clauses.
protocol RunObserver: Actor {
  /// A guest begins: where it puts what it says.
  func nextGuest() -> FilePath
  /// A guest of a lane said a line.
  func take(line: String, lane: Int)
  /// Something happened to the guests of a lane that they cannot say themselves.
  func take(_ event: Event, lane: Int)
  /// The reducer of a lane: what its guests come to so far.
  func reducer(of lane: Int) -> VerdictReducer
  /// A guest is done: its files are complete. The clause that killed it may have run a `second` time for its capture.
  func endSession(_ output: FilePath, lane: Int, second: SecondRun?)
  /// Whether the clause that killed its guest is to run a second time for its capture.
  var wantsCaptures: Bool { get }
  /// Whether a kernel that is lost before the first clause begins, but after usbcore began to load, has a verdict for
  /// that; else it is an error.
  var judgesStart: Bool { get }
  /// Whether no more needs to run.
  var isSatisfied: Bool { get }
}
