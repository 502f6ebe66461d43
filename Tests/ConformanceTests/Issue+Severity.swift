import Testing

extension Issue {
  /// Whether the clause is missed. Before Swift 6.3 there are no warnings, so that every issue is a miss: one that is
  /// known is, too, and `ClauseTrait` takes it for that anyway.
  var isMiss: Bool {
    #if compiler(>=6.3)
      isFailure
    #else
      true
    #endif
  }
}
