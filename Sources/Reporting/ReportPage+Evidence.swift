import FoundationEssentials
import SystemPackage

extension ReportPage {
  /// The parts of the runs' bundles that go into the page.
  ///
  /// Thousands of cells may have a bundle, and a page should open at once: so each file has a limit, all of them together have
  /// one, and what makes a run fail comes first.
  struct Evidence {
    /// The bundle of a clause in a run.
    struct Bundle {
      /// The clause's part of the kernel log, control characters made visible; nil if there is none.
      var log: String?
      /// The number of the log's bytes that are left out.
      var omitted = 0
      /// The capture in base64; nil if there is none or it is left out.
      var capture: String?
      var captureSize: Int?
    }

    static let logLimit = 16 << 10
    static let captureLimit = 256 << 10
    private static let allLogs = 1 << 20
    private static let allCaptures = 3 << 19
    /// The limit of a log for which there is no room any more.
    private static let smallestLog = 1 << 10

    private var bundles: [Key: Bundle] = [:]

    private struct Key: Hashable {
      let column: Int
      let id: String
    }

    init(_ observations: [Observation], _ columns: [Column], read: (FilePath) -> [UInt8]?) {
      let cells = observations.filter(\.hasEvidence).flatMap { observation in
        observation.columns.map {
          (column: $0, id: observation.result.clause.id, isRed: observation.result.isRed)
        }
      }.sorted { ($0.isRed ? 0 : 1, $0.column, $0.id) < ($1.isRed ? 0 : 1, $1.column, $1.id) }
      var logs = Self.allLogs
      var captures = Self.allCaptures
      for cell in cells {
        let folder = columns[cell.column].run.bundle(cell.id)
        var bundle = Bundle()
        if let bytes = read(folder.appending("kernel.log")), bytes.contains(where: { $0 > 0x20 }) {
          let limit = max(Self.smallestLog, min(Self.logLimit, logs))
          (bundle.log, bundle.omitted) = Self.excerpt(bytes, limit: limit)
          logs -= bytes.count - bundle.omitted
        }
        if let bytes = read(folder.appending("usbmon.pcap")), !bytes.isEmpty {
          bundle.captureSize = bytes.count
          if bytes.count <= min(Self.captureLimit, captures) {
            captures -= bytes.count
            bundle.capture = Data(bytes).base64EncodedString()
          }
        }
        bundles[Key(column: cell.column, id: cell.id)] = bundle
      }
    }

    func bundle(_ column: Int, _ id: String) -> Bundle { bundles[Key(column: column, id: id)] ?? Bundle() }

    /// An excerpt of a log: three quarters of the limit from its beginning and one from its end, in whole lines if they are
    /// not too long. A kernel says what is wrong first, and what it died of last.
    static func excerpt(_ bytes: [UInt8], limit: Int) -> (text: String, omitted: Int) {
      let printable = { (bytes: ArraySlice<UInt8>) in
        String(decoding: bytes, as: UTF8.self).printableLines.joined(separator: "\n")
      }
      let newline = UInt8(ascii: "\n")
      guard bytes.count > limit else {
        let end = bytes.lastIndex { $0 != newline } ?? 0
        return (printable(bytes[...end]), 0)
      }
      let tail = limit / 4
      var head = bytes[..<(limit - tail)]
      if let end = head.lastIndex(of: newline), end > head.count / 2 { head = head[..<end] }
      var rest = bytes[(bytes.count - tail)...]
      if let begin = rest.firstIndex(of: newline), begin - rest.startIndex < tail / 2 {
        rest = rest[(begin + 1)...]
      }
      let omitted = bytes.count - head.count - rest.count
      let text = printable(head) + "\n\n[\(omitted) bytes are left out here]\n\n" + printable(rest)
      return (text, omitted)
    }
  }
}
