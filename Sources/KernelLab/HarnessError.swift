/// The harness cannot go on: a sentence that says what is wrong and what to do next.
package struct HarnessError: Error, CustomStringConvertible, Equatable {
  /// The sentence.
  package let description: String
  /// An error that says this.
  package init(_ description: String) { self.description = description }
}
