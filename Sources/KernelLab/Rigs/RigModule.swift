/// A module that a rig needs, or what stands for it in a kernel that has it built in.
struct RigModule: Sendable, Hashable {
  /// The module's name, with underscores.
  let name: String
  /// The option that builds it, without `CONFIG_`.
  let option: String
  /// The name of its driver below /sys/bus/*/drivers, which tells that it is built in.
  let driver: String

  /// The word that the guest's script takes apart.
  var word: String { "\(name):\(option):\(driver)" }
}
