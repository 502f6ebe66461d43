/// A line of Swift Testing's event stream, as far as the reports use it.
///
/// Versions 6.3 and 0 are read; 0 is that of Swift 6.2 and lacks, of these fields, `severity` and `isFailure`. The fields
/// that begin with an underscore are experimental: version 6.3 has them only with
/// `SWT_EXPERIMENTAL_EVENT_STREAM_FIELDS_ENABLED=1`, version 0 has few of them. So none but the kinds is required.
struct EventStreamLine: Decodable {
  struct Payload: Decodable {
    var kind: String
    // A record of a test.
    var id: String?
    var name: String?
    var displayName: String?
    // An event.
    var instant: Instant?
    var testID: String?
    var issue: RecordedIssue?
    var messages: [Message]?
    var comments: [String]?
    var sourceLocation: SourceLocation?

    enum CodingKeys: String, CodingKey {
      case kind, id, name, displayName, instant, testID, issue, messages
      case comments = "_comments"
      case sourceLocation = "_sourceLocation"
    }
  }

  struct Instant: Decodable {
    var absolute: Double
  }

  struct RecordedIssue: Decodable {
    var isKnown: Bool?
    var severity: String?
    var experimentalSeverity: String?
    var sourceLocation: SourceLocation?
    var error: RecordedError?

    enum CodingKeys: String, CodingKey {
      case isKnown, severity, sourceLocation
      case experimentalSeverity = "_severity"
      case error = "_error"
    }
  }

  struct RecordedError: Decodable {
    var domain: String?
  }

  struct Message: Decodable {
    var symbol: String?
    var text: String
  }

  struct SourceLocation: Decodable {
    var fileID: String?
    var line: Int?
  }

  var kind: String
  var payload: Payload
}
