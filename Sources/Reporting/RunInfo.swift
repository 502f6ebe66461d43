import Clauses

/// The kernel and the rig of a run: the first line of every report.
package struct RunInfo: Sendable, Equatable, Codable {
  /// The kernel's release as `uname -r` gives it, such as 6.1.0-56-amd64.
  package var kernelRelease: String
  /// The kernel's build as `uname -v` gives it, or the part of that with the version, such as `Debian 6.1.192-2`; nil if that
  /// is not known.
  package var kernelBuild: String?
  /// The kernel spec as given, for a Debian kernel with the package's version, and with the modules that stand in for its own:
  /// `debian:bookworm 6.1.192-2 with usbcore.ko`.
  package var kernelSpec: String
  /// The rig's name, such as dummy or hardware.
  package var rig: String
  /// The rig's description of itself, with what it cannot reach:
  /// `dummy_hcd, high speed, no DMA (plain pages)`.
  package var rigDetail: String
  /// The kernel's architecture as `uname -m` names it, such as x86_64; nil if that is not known.
  package var architecture: String?
  /// The time when the run began, such as `2026-11-23T01:25:58Z`; nil if that is not known.
  package var started: String?
  /// The key of what ran, which changes with the kernel, the tests and the machine; nil if that is not known.
  package var subject: String?
  /// The command that runs a clause again, without the clause; nil if that is not known.
  package var replay: String?

  /// The kernel's upstream version; nil if that is not known.
  package var kernelVersion: KernelVersion? {
    KernelVersion(release: kernelRelease, build: kernelBuild ?? "")
  }

  /// The facts that are known when a run begins.
  package init(
    kernelRelease: String, kernelSpec: String, rig: String, rigDetail: String, started: String? = nil,
    replay: String? = nil
  ) {
    self.kernelRelease = kernelRelease
    self.kernelSpec = kernelSpec
    self.rig = rig
    self.rigDetail = rigDetail
    self.started = started
    self.replay = replay
  }
}
