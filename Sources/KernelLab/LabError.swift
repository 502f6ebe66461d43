/// The harness cannot go on: a sentence that says what is wrong and what to do next.
public struct LabError: Error, CustomStringConvertible, Equatable {
  public let description: String
  public init(_ description: String) { self.description = description }
}
