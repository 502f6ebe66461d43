import KernelLab
import SystemPackage

/// The second run of a clause that killed its guest, alone and with a capture that is handed out as it grows.
struct SecondRun {
  /// The clause's id.
  let clause: String
  /// The folder of its guest's output.
  let output: FilePath
  /// How the guest ended.
  let end: Guest.End
}
