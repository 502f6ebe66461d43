extension RunInfo {
  /// The run in one line: `Linux 6.1.0-56-amd64 (debian:bookworm 6.1.192-2), rig dummy: dummy_hcd, high speed`.
  public var headline: String {
    let spec = kernelSpec.isEmpty ? "" : " (\(kernelSpec))"
    let detail = rigDetail.isEmpty ? "" : ": \(rigDetail)"
    return "Linux \(kernelRelease)\(spec), rig \(rig)\(detail)".onOneLine
  }
}
