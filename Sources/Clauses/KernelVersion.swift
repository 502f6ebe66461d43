/// A kernel's upstream version, such as 6.1.192.
package struct KernelVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The 6 of 6.1.192.
  package var major: Int
  /// The 1 of 6.1.192.
  package var minor: Int
  /// The stable release's number; 0 for a mainline release.
  package var patch: Int

  /// A version from its numbers.
  package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads the leading `x.y` or `x.y.z` of a string such as `6.1.0-56-amd64` or `7.3-rc7`.
  /// Returns nil if the string does not begin with two numbers.
  package init?(_ text: some StringProtocol) {
    let head = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let numbers = head.split(separator: ".").prefix(3).compactMap { Int($0) }
    guard numbers.count >= 2 else { return nil }
    self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
  }

  /// The version of the running or named kernel from what `uname -r` and `uname -v` print.
  ///
  /// Distribution kernels keep `uname -r` fixed over stable updates: Debian's `6.1.0-56-amd64` is 6.1.192,
  /// which only the build string says (`#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-01)`).
  package init?(release: String, build: String) {
    if let range = build.firstRange(of: "Debian "), let version = KernelVersion(build[range.upperBound...]) {
      self = version
    } else {
      self.init(release)
    }
  }

  /// Order by major, minor and stable number; release candidates count as their release.
  package static func < (a: Self, b: Self) -> Bool {
    (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
  }

  /// The version as text: `6.1`, or `6.1.192`.
  package var description: String { patch == 0 ? "\(major).\(minor)" : "\(major).\(minor).\(patch)" }
}
