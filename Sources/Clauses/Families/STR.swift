extension Catalogue {
  /// Clauses of the family STR: streams of bulk endpoints.
  static let str: [Clause] = [
    Clause(
      "STR-1", .must, "streams of a region arrive apart",
      "Bulk streams (ALLOC_STREAMS): URBs of one region on several streams complete when their own stream's data comes, "
        + "with it, at their place. FREE_STREAMS with some pending gives each back, its memory as it was; a region that was "
        + "unmapped meanwhile is given back, too.")
  ]
}
