/// The harness cannot go on: a sentence that says what is wrong and what to do next.
public struct LabError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  public let description: String
  /// An error that says this.
  public init(_ description: String) { self.description = description }
}
