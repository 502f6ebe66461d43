import SystemPackage

/// A recorded run: a folder with `results.jsonl`, and with `bundles/CLAUSE` for each clause that did not pass.
package struct RecordedRun: Sendable, Equatable {
  /// The folder.
  package var folder: FilePath
  /// The contents of results.jsonl.
  package var record: RigRecord

  /// A run from its parts.
  package init(folder: FilePath, record: RigRecord) {
    self.folder = folder
    self.record = record
  }

  /// The folder of a clause's bundle, if it has one: clause.txt, kernel.log, and often usbmon.pcap.
  package func bundle(_ id: String) -> FilePath { folder.appending("bundles").appending(id) }
}
