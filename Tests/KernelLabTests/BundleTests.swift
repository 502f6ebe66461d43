import Clauses
import Reporting
import SystemPackage
import Testing

@testable import KernelLab
@testable import usbfs_conformance

/// What a clause leaves, from a guest's files and without the guest.
@Suite struct BundleTests {
  @Test func `a clause that failed leaves all that its guest said of it, and one that passed leaves nothing`()
    async throws
  {
    try await FileSystem.withTemporary { folder in
      let planned = try Catalogue.clauses(matching: "^CAP-[12]:")
      let run = RunInfo(
        kernelRelease: "6.1.0", kernelSpec: "debian:bookworm", rig: "xhci", rigDetail: "", replay: "again")
      // Of two kernels nothing is printed before both are done.
      let console = Console(
        terminal: Terminal(), planned: planned, kernels: ["6.1", "6.12"], rigs: ["xhci"], runs: [run, run])
      let report = try RunRecorder(
        run, of: .debian(suite: "bookworm"), console: console, column: 0, folder: folder, planned: planned,
        lanes: [planned], baseline: nil, verbose: false)
      try await report.begin("subject")
      let guest = await report.nextGuest()
      try FileSystem.make(guest)
      let log = """
        [ 1.0] usbfs-conformance: CAP-1 begins
        [ 1.1] its line
        [ 1.2] usbfs-conformance: CAP-1 ends

        """
      try FileSystem.write(log.utf8, to: guest.appending("console.log"))
      try FileSystem.write("a packet that nobody knows\n".utf8, to: guest.appending("device.log"))
      for clause in ["CAP-1", "CAP-2"] {
        await report.take(.started(clause: clause, at: 0), lane: 0)
        if clause == "CAP-1" { await report.take(.issue(clause: clause, Issue(message: "no bit")), lane: 0) }
        await report.take(.ended(clause: clause, at: 1), lane: 0)
      }
      await report.endSession(guest, lane: 0, second: nil)
      #expect(FileSystem.names(in: folder.appending("bundles")) == ["CAP-1"])
      let bundle = folder.appending("bundles/CAP-1")
      let said = String(decoding: try FileSystem.read(bundle.appending("clause.txt")), as: UTF8.self)
      #expect(said.contains("\nexpected: \(planned[0].text)\n"))
      #expect(said.contains("\nverdict: fail\nactual: no bit\n"))
      #expect(said.contains("\n\nthe device complained in this guest of:\na packet that nobody knows\n"))
      #expect(said.hasSuffix("\n\nreplay: again CAP-1\n"))
      let kernel = String(decoding: try FileSystem.read(bundle.appending("kernel.log")), as: UTF8.self)
      #expect(kernel.contains("its line"))
    }
  }

  @Test func `a capture of a second run says so, in the bundle and in results.jsonl`() async throws {
    try await FileSystem.withTemporary { folder in
      let planned = try Catalogue.clauses(matching: "^CAP-[12]:")
      let run = RunInfo(kernelRelease: "6.1.0", kernelSpec: "debian:bookworm", rig: "xhci", rigDetail: "")
      let console = Console(
        terminal: Terminal(), planned: planned, kernels: ["6.1", "6.12"], rigs: ["xhci"], runs: [run, run])
      let report = try RunRecorder(
        run, of: .debian(suite: "bookworm"), console: console, column: 0, folder: folder, planned: planned,
        lanes: [planned], baseline: nil, verbose: false)
      try await report.begin("subject")
      let guest = await report.nextGuest()
      let again = await report.nextGuest()
      for folder in [guest, again] { try FileSystem.make(folder) }
      await report.take(.started(clause: "CAP-1", at: 0), lane: 0)
      await report.take(.lost(.crashed, reason: "Oops"), lane: 0)
      let end = Guest.End.exited(3)
      await report.endSession(
        guest, lane: 0, second: SecondRun(clause: "CAP-1", output: again, end: end))
      await report.abandon(.interrupted)
      let text = String(
        decoding: try FileSystem.read(folder.appending("bundles/CAP-1/clause.txt")), as: UTF8.self)
      #expect(text.contains("\nverdict: crashed: Oops\n"))
      #expect(text.contains("\n\nusbmon.pcap is of a second run of the clause, whose end was: \(end)\n"))
      let lines = String(decoding: try FileSystem.read(folder.appending("results.jsonl")), as: UTF8.self)
      #expect(try JSONLines.record(lines).results.map(\.secondRunEnd) == ["\(end)"])
    }
  }
}
