import KernelLab
import SystemPackage

/// The processors and the memory that this process may use: a container often has less than the machine that it runs on.
struct HostResources: Equatable {
  /// Processors, at least one.
  let cores: Int
  /// Free memory in MiB; nil where the kernel does not say.
  let memory: Int?
}

extension HostResources {
  /// Reads the resources that there are now.
  /// - Parameters:
  ///   - procfs: Where procfs is mounted.
  ///   - cgroupfs: Where the control groups (version 2) are mounted.
  init(procfs: FilePath = "/proc", cgroupfs: FilePath = "/sys/fs/cgroup") {
    let mask = Self.word("Cpus_allowed:", in: procfs.appending("self/status"))
    var cores = mask.map { Self.processors($0) } ?? 1
    var memory = Self.number("MemAvailable:", in: procfs.appending("meminfo")).map { $0 / 1024 }
    let own = Self.word("0::", in: procfs.appending("self/cgroup")) ?? "/"
    // A group gets no more than any of those that hold it.
    var group = FilePath(root: nil, FilePath(own).components)
    while true {
      let folder = cgroupfs.appending(group.components)
      let time = FileSystem.text(folder.appending("cpu.max")).split { $0.isWhitespace }.map { Int($0) }
      if time.count == 2, let quota = time[0], let period = time[1], period > 0 {
        cores = min(cores, quota / period)
      }
      if let free = Self.free(folder) { memory = min(memory ?? free, free) }
      guard group.removeLastComponent() else { break }
    }
    self.cores = max(1, cores)
    self.memory = memory
  }

  /// MiB that a group may still take, nil if it has no limit. Files that it read a while ago give way.
  private static func free(_ group: FilePath) -> Int? {
    guard let limit = number(in: group.appending("memory.max")),
      let used = number(in: group.appending("memory.current"))
    else { return nil }
    return max(0, limit - used + (number("inactive_file ", in: group.appending("memory.stat")) ?? 0)) >> 20
  }

  /// The number of bits in a mask of procfs, groups of eight digits with commas between.
  private static func processors(_ mask: String) -> Int {
    mask.split(separator: ",").reduce(0) { $0 + (UInt32($1, radix: 16)?.nonzeroBitCount ?? 0) }
  }

  /// The word that follows the name on the first line that begins with it, if it is a number.
  private static func number(_ name: String = "", in file: FilePath) -> Int? {
    word(name, in: file).flatMap { Int($0) }
  }

  /// The word that follows the name on the first line that begins with it.
  private static func word(_ name: String, in file: FilePath) -> String? {
    let line = FileSystem.text(file).split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split { $0.isWhitespace }.first.map { String($0) }
  }
}
