import Clauses
import Foundation
import KernelLab
import Reporting
import SystemPackage

/// One mutant on one rig: its clauses run until one goes red, or all of them.
actor MutantRun: RunObserver {
  /// How one died is not what a run is about.
  let wantsCaptures = false
  /// A mutant that does not get as far as a clause is no kill.
  let judgesStart = false
  private let folder: FilePath
  private let letsAllSpeak: Bool
  private var reducer = VerdictReducer()
  private var results: [String: ClauseResult] = [:]
  private var guests = 0
  private var began = ContinuousClock.now
  private var seconds = 0.0

  /// - Parameters:
  ///   - folder: Where its guests put what they say.
  ///   - letsAllSpeak: Whether it goes on after a clause went red.
  init(folder: FilePath, letsAllSpeak: Bool) {
    self.folder = folder
    self.letsAllSpeak = letsAllSpeak
    FileSystem.remove(folder)
  }

  var isSatisfied: Bool { !letsAllSpeak && results.values.contains { $0.kills } }

  func nextGuest() -> FilePath {
    guests += 1
    began = .now
    return folder.appending("\(guests)")
  }

  func reducer(of lane: Int) -> VerdictReducer { reducer }

  func take(line: String, lane: Int) { keep(reducer.take(line: line)) }

  func take(_ event: Event, lane: Int) { keep(reducer.take(event)) }

  private func keep(_ new: [ClauseResult]) { for result in new { results[result.clause.id] = result } }

  func endSession(_ output: FilePath, lane: Int, second: SecondRun?) {
    seconds += (ContinuousClock.now - began).inSeconds
  }

  /// Runs the clauses that are expected to see it, and if none does all others.
  /// - Parameter others: The others; empty where it is settled that none will.
  func run(_ named: [Clause], others: [Clause], on supervisor: Supervisor) async throws {
    try await supervisor.run([letsAllSpeak ? named + others : named], self)
    if !letsAllSpeak, !isSatisfied, !others.isEmpty { try await supervisor.run([others], self) }
    if !isSatisfied { take(.finished, lane: 0) }
  }

  /// The verdicts, the clauses that killed the mutant, and the seconds that its guests took.
  var record: (verdicts: [String: String], killers: [String], seconds: Double) {
    let ordered = Catalogue.clauses.compactMap { results[$0.id] }
    return (
      results.mapValues(\.verdict.name), ordered.filter(\.kills).map(\.clause.id), seconds
    )
  }
}

extension ClauseResult {
  /// Whether the result is proof that the kernel is broken. An undecided one is none.
  var kills: Bool {
    if case .inconclusive = verdict { return false }
    return isRed
  }
}
