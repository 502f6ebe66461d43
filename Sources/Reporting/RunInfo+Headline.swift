extension RunInfo {
  /// The run in one line: `Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig dummy: dummy_hcd, high speed`.
  package var headline: String { "\(kernelLine), \(rigLine)" }

  /// The short name that tells the run from others: `debian:bookworm 6.1.192-2, dummy`.
  var label: String { "\(kernelSpec.isEmpty ? kernelRelease : kernelSpec), \(rig)".onOneLine }

  /// The kernel spec without the version of a package, which stays the same when the package is updated.
  var kernelName: String {
    // A path may hold spaces; only after the names of kernels that are fetched there stands a version.
    (kernelSpec.contains("/") ? kernelSpec : String(kernelSpec.prefix { $0 != " " })).onOneLine
  }

  /// The part of the headline about the kernel.
  var kernelLine: String {
    let spec = kernelSpec.isEmpty ? "" : " (\(kernelSpec))"
    return "Linux \(kernelRelease)\(spec)".onOneLine
  }

  /// The part of the headline about the rig.
  var rigLine: String {
    let detail = rigDetail.isEmpty ? "" : ": \(rigDetail)"
    return "rig \(rig)\(detail)".onOneLine
  }
}
