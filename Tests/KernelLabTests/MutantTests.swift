import Clauses
import SystemPackage
import Testing

@testable import KernelLab

/// The mutants' files, without a kernel.
@Suite struct MutantTests {
  static let mutants = Result { try Mutant.all() }

  /// Nothing in usbfs breaks these: why.
  static let unbreakable = [
    "MAP-3": "mm refuses a mapping of length 0 before usbfs is asked (do_mmap)",
    "FLT-5": "mm breaks it in every kernel before the fix, the instrumented one among them",
  ]

  @Test func `every mutant says what it breaks, on which rigs, and why that matters`() throws {
    let mutants = try Self.mutants.get()
    #expect(mutants.count >= 60)
    for mutant in mutants {
      for id in mutant.clauses { #expect(Catalogue.clause(id) != nil, "\(mutant.name) names \(id)") }
      #expect(mutant.change.hasSuffix("."), "\(mutant.name) tells what the kernel does in sentences")
      #expect(mutant.suffering.hasSuffix("."), "\(mutant.name) tells who suffers in sentences")
      #expect(mutant.rules.contains("@@"), "\(mutant.name) has a rule")
    }
  }

  @Test func `every promise has a mutant, or a reason why it has none`() throws {
    let named = Set(try Self.mutants.get().filter { $0.equivalence == nil }.flatMap(\.clauses))
    for clause in Catalogue.clauses {
      switch clause.grade {
      case .must, .since:
        #expect(
          named.contains(clause.id) || Self.unbreakable.keys.contains(clause.id),
          "no mutant of Tests/Mutants names \(clause.id) under Clauses: write one, or say in `unbreakable` why none can be"
        )
        #expect(
          !(named.contains(clause.id) && Self.unbreakable.keys.contains(clause.id)),
          "\(clause.id) has a mutant: take it out of `unbreakable`")
      case .record, .defect: break
      }
    }
  }

  @Test func `no two mutants are the same`() throws {
    let rules = try Self.mutants.get().map { $0.file + $0.rules }
    #expect(Set(rules).count == rules.count)
  }

  private static let header = """
    // The kernel forgets, and it
    // forgets again.
    //
    // Clauses: BND-2, UNM-3
    // Suffers: everyone,
    //   and soon.
    // Rigs: dummy xhci-iommu
    // Origin: 0dd68b5d01d0
    // File: drivers/usb/core/devio.c
    """

  private func mutant(_ text: String) async throws -> Mutant {
    try await FileSystem.withTemporary { folder in
      let file = folder.appending("forgets.cocci")
      try FileSystem.write(text.utf8, to: file)
      return try Mutant(file)
    }
  }

  @Test func `a header is read`() async throws {
    let mutant = try await mutant(Self.header + "\n// Needs: 6.13\n\n@@\n@@\n- a\n")
    #expect(mutant.name == "forgets")
    #expect(mutant.change == "The kernel forgets, and it forgets again.")
    #expect(mutant.clauses == ["BND-2", "UNM-3"])
    #expect(mutant.suffering == "everyone, and soon.")
    #expect(mutant.rigs == [.dummy, .xhciIOMMU])
    #expect(mutant.origin == "0dd68b5d01d0")
    #expect(mutant.needs?.major == 6 && mutant.needs?.minor == 13)
    #expect(mutant.equivalence == nil)
  }

  @Test(arguments: [
    ("// Rigs: dummy xhci-iommu\n", "", "Rigs is missing"),
    ("// Rigs: dummy xhci-iommu", "// Rigs: warp", "no rig warp"),
    ("// Rigs: dummy xhci-iommu", "// Rigs: dummy\n// Rigs: xhci", "Rigs stands there twice"),
    ("// Origin: 0dd68b5d01d0", "// Oirgin: 0dd68b5d01d0", "is no key of a header"),
    ("drivers/usb/core/devio.c", "drivers/pci/pci.c", "drivers/pci/pci.c is no file that can be rebuilt"),
    ("// The kernel forgets, and it\n// forgets again.\n", "", "does not say what the kernel does"),
    ("// File:", "// Needs: six\n// File:", "six is no version"),
  ])
  func `a header that is wrong says where`(part: String, replacement: String, says: String) async throws {
    let text = Self.header.split(separator: part, omittingEmptySubsequences: false)
      .joined(separator: replacement)
    await #expect {
      try await mutant(text)
    } throws: { error in
      let words = (error as? HarnessError)?.description ?? ""
      return words.contains(says) && words.contains("forgets.cocci")
    }
  }
}
