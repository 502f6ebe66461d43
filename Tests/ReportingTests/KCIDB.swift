import Foundation
import Validators
import Testing

/// KCIDB's own validator, in the folder of Python packages that `make test` fills.
enum KCIDB {
  static let interpreter = ProcessInfo.processInfo.environment["USBFS_KCIDB_PYTHON"]

  /// What the validator says of each document: nothing if it is good.
  static func complaints(_ documents: [String]) throws -> [String] {
    let folder = try Python.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let input = folder.appending(path: "documents")
    try JSONEncoder().encode(documents).write(to: input)
    let program = """
      import sys, json, jsonschema
      from kcidb_io.schema import V5_3
      for document in json.load(open(sys.argv[1])):
          try:
              V5_3.validate_exactly(json.loads(document))
              print()
          except jsonschema.ValidationError as error:
              print(error.json_path, error.message.replace("\\n", " ")[:300])
      """
    let (output, status) = try Python.run(#require(interpreter), ["-c", program, input.path])
    try #require(status == 0, "\(output)")
    return output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}

extension Trait where Self == ConditionTrait {
  static var kcidb: Self {
    .enabled(if: KCIDB.interpreter != nil, "KCIDB's validator is missing: `make test` gets it")
  }
}
