import Foundation
import Reporting
import Subprocess
import SystemPackage
import Testing

@testable import KernelLab
@testable import Runner

/// The suite seen red: kernels broken on purpose, in real guests.
extension GuestTests {
  /// One for each family, and for the bugs that were real.
  static let quickSet = [
    "cap-bit-dropped", "memset-dropped", "mmap-takes-slab-memory", "containment-one-too-many",
    "completed-in-reverse", "isochronous-gaps-not-cleared", "freed-at-munmap", "device-put-before-last-urb",
    "failed-submit-drops-twice", "region-bytes-counted-again", "kmalloc-for-region", "dma-at-region-start",
  ]

  @Test func `a dozen broken kernels are called red, and a second run knows it`() async throws {
    try await FileSystem.withTemporary { folder in
      let command = ["mutants", "--mutant"] + Self.quickSet + ["--output", folder.string]
      let (output, errors, status) = try await CommandLineTests.run(command)
      #expect(status.isSuccess, "\(output)\(errors)")
      #expect(output.contains("\(Self.quickSet.count) mutants: \(Self.quickSet.count) killed, 0 survived"))
      for control in ["unchanged dummy conforms", "unchanged xhci conforms"] {
        #expect(errors.contains(control), "\(errors)")
      }
      for file in ["json", "html", "md"] { #expect(FileSystem.exists(folder.appending("mutants.\(file)"))) }
      // Nothing runs again.
      let guests = FileSystem.names(in: folder.appending("guests"))
      FileSystem.remove(folder.appending("guests"))
      let (again, _, second) = try await CommandLineTests.run(command)
      #expect(second.isSuccess)
      #expect(guests.count == Self.quickSet.count + 2)
      #expect(!FileSystem.exists(folder.appending("guests")))
      let rows = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix("killed") } }
      #expect(rows(again) == rows(output))
    }
  }

  @Test func `what does not apply, build or boot is no kill, nor is a wrong argument`() async throws {
    try await FileSystem.withTemporary { folder in
      func mutant(_ name: String, _ rules: String, _ more: String = "") throws -> Mutant {
        let file = folder.appending("\(name).cocci")
        let text = """
          // It is broken.
          //
          // Clauses: CAP-1
          // Suffers: nobody.
          // Rigs: dummy
          // Origin: invented
          // File: drivers/usb/core/devio.c
          \(more)
          \(rules)

          """
        try FileSystem.write(text.utf8, to: file)
        return try Mutant(file)
      }
      let mutants = [
        try mutant("argued", "@@\n@@\n- USBDEVFS_CAP_MMAP\n+ 0\n", "// Equivalent: nobody asks."),
        try mutant("applies-nowhere", "@@\n@@\n- no_such_function(...)\n+ 0\n"),
        try mutant("does-not-compile", "@@\n@@\n- USBDEVFS_CAP_MMAP\n+ USBDEVFS_NO_SUCH_THING\n"),
        try mutant(
          "does-not-load", "@@\nidentifier r;\n@@\nusb_devio_init(...)\n{\n+ return -5;\n...\n}\n"),
        try mutant("not-yet", "@@\n@@\n- USBDEVFS_CAP_MMAP\n+ 0\n", "// Needs: 99.0"),
      ]
      let program = ClauseProgram(file: Products.folder.appending("usbfs-clauses"))
      let kernel = try await Kernel.get(.debian(suite: "bookworm")) { _ in }
      let guest = try await Guest.prepare(kernel: kernel, clauses: program, rig: .dummy, memory: 256) { _ in }
      let lab = MutantRunner(
        kernel: .debian(try await ModuleBuilder.open(suite: "bookworm") { _ in }, [.dummy: guest]),
        scheduler: GuestScheduler(cores: 1, guests: 2), folder: folder.appending("out"), letsAllSpeak: false)
      let outcome = try await lab.run(mutants, on: [.dummy]) { _ in }
      #expect(outcome.falseAlarms.isEmpty)
      let records = Dictionary(uniqueKeysWithValues: outcome.records.map { ($0.mutant, $0) })
      let reasons = [
        "argued": "argued to be equivalent, and is not",
        "applies-nowhere": "changes nothing in drivers/usb/core/devio.c",
        "does-not-compile": "USBDEVFS_NO_SUCH_THING",
        "does-not-load": "the guest cannot begin",
      ]
      for (name, reason) in reasons {
        #expect(records[name]?.fate == .error, "\(name)")
        #expect(records[name]?.reason?.contains(reason) == true, "\(name): \(records[name]?.reason ?? "")")
      }
      #expect(records["not-yet"]?.fate == .notApplicable)
    }
  }
}
