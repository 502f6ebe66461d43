/// Every clause there is, in the order of the reports.
///
/// No specification of usbfs zerocopy exists upstream: this list is it. Its source is the patch as merged in
/// Linux 4.6 (f7d34b445abc) and the fixes since.
package enum Catalogue {
  /// All clauses, family by family.
  package static let clauses: [Clause] = Family.allCases.flatMap(\.clauses)

  private static let byID = Dictionary(uniqueKeysWithValues: clauses.map { ($0.id, $0) })

  /// The clause with this id, such as `UNM-3`; nil if there is none.
  package static func clause(_ id: String) -> Clause? { byID[id] }

  /// The clause whose test has this display name: what stands before the first colon.
  package static func clause(testName: String) -> Clause? {
    clause(String(testName.prefix(while: { $0 != ":" })))
  }

  /// The clauses that a filter names: an id (`BND-1`), the beginning of ids (`BND`, `BND-`), or a regular
  /// expression that matches somewhere in `id: title`. An exact id wins over a prefix, so `BND-1` is not BND-10.
  /// Throws what the regular expression engine throws if the filter is none of the three.
  package static func clauses(matching filter: String) throws -> [Clause] {
    if let exact = clause(filter.uppercased()) { return [exact] }
    let prefix = clauses.filter { $0.id.hasPrefix(filter.uppercased()) }
    if !filter.isEmpty, !prefix.isEmpty { return prefix }
    let pattern = try Regex(filter).ignoresCase()
    return clauses.filter { $0.testName.firstMatch(of: pattern) != nil }
  }
}
