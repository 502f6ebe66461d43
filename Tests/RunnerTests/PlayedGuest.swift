import Clauses
import KernelLab
import Synchronization
import SystemPackage

@testable import Runner

/// A guest that plays what it is told: each time it runs, the next of some ends, after some clauses passed.
final class PlayedGuest: SupervisedGuest {
  let rig = RigProfile.dummy
  let captureDevice: String? = "/dev/null"
  let slowness = 1
  private let plays: Mutex<[(passing: [String], end: Guest.End)]>
  private let asked = Mutex<[[String]]>([])

  /// The clauses that it was asked to run, guest by guest.
  var runs: [[String]] { asked.withLock { $0 } }

  init(_ plays: [(passing: [String], end: Guest.End)]) { self.plays = Mutex(plays) }

  func run(
    _ clauses: [String], environment: [String: String], output: FilePath, timeout: Int, parallelVCPUs: Bool,
    line: @escaping @Sendable (String) async -> Bool
  ) async throws -> Guest.End {
    asked.withLock { $0.append(clauses) }
    guard let play = plays.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else {
      throw HarnessError("nobody expected another guest")
    }
    for id in play.passing {
      let name = Catalogue.clause(id)!.testName
      for (kind, at) in [("testStarted", 1), ("testEnded", 2)] {
        _ = await line(
          "{\"kind\":\"event\",\"payload\":{\"kind\":\"\(kind)\",\"instant\":{\"absolute\":\(at),\"since1970\":\(at)},"
            + "\"messages\":[],\"testID\":\"ConformanceTests.Conformance/`\(name)`()/File.swift:1:1\"},"
            + "\"version\":\"6.3.0\"}")
      }
    }
    return play.end
  }
}
