import SystemPackage

/// A run as it lies in a folder: `results.jsonl`, and in `bundles/CLAUSE` what was seen of each clause that did not
/// pass.
package struct RecordedRun: Sendable, Equatable {
  /// Where it lies.
  package var folder: FilePath
  /// What results.jsonl says.
  package var record: RigRecord

  /// A run from its parts.
  package init(folder: FilePath, record: RigRecord) {
    self.folder = folder
    self.record = record
  }

  /// Where the bundle of a clause is, if it has one: clause.txt, kernel.log, and often usbmon.pcap.
  package func bundle(_ id: String) -> FilePath { folder.appending("bundles").appending(id) }
}
