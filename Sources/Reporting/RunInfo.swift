import Clauses

/// What a run was made on: the first line of every report.
package struct RunInfo: Sendable, Equatable, Codable {
  /// `uname -r`, such as 6.1.0-56-amd64.
  package var kernelRelease: String
  /// What `uname -v` says, or the part of it that tells the version: `Debian 6.1.192-2`; nil if that is not known.
  package var kernelBuild: String?
  /// The kernel spec as given, in Debian's case with the package's version, and what stands in for parts of it:
  /// `debian:bookworm 6.1.192-2 with usbcore.ko`.
  package var kernelSpec: String
  /// The rig's name: dummy, hardware.
  package var rig: String
  /// What the rig is and what it cannot reach, as its own probe states it:
  /// `dummy_hcd, high speed, no DMA (plain pages)`.
  package var rigDetail: String
  /// The kernel's architecture as `uname -m` names it, such as x86_64; nil if that is not known.
  package var architecture: String?
  /// When the run began, as in `2026-11-23T01:25:58Z`; nil if that is not known.
  package var started: String?
  /// What ran: changes with the kernel, the tests and the machine; nil if that is not known.
  package var subject: String?
  /// The command that runs a clause again, without the clause; nil if that is not known.
  package var replay: String?

  /// The kernel's upstream version, as far as is known.
  package var kernelVersion: KernelVersion? {
    KernelVersion(release: kernelRelease, build: kernelBuild ?? "")
  }

  /// A run's facts.
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
