import Testing

extension Issue {
  /// Whether the issue makes its test fail.
  var isFailureOfTest: Bool {
    #if compiler(>=6.3)
      isFailure
    #else
      !isKnown
    #endif
  }
}
