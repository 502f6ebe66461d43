import KernelLab
import SystemPackage

/// What of the machine this process may use: a container often has less than the machine that it runs on.
struct Room: Equatable {
  /// Processors, at least one.
  let cores: Int
  /// MiB that nobody uses, nil where the kernel does not say.
  let memory: Int?
}

extension Room {
  /// - Parameters:
  ///   - procfs: Where procfs is mounted.
  ///   - cgroupfs: Where the control groups (version 2) are mounted.
  init(procfs: FilePath = "/proc", cgroupfs: FilePath = "/sys/fs/cgroup") {
    let mask = Self.value("Cpus_allowed:", in: procfs.appending("self/status"))
    var cores = mask.map { Self.processors($0) } ?? 1
    let kibibytes = Self.value("MemAvailable:", in: procfs.appending("meminfo")).flatMap { Int($0) }
    var memory = kibibytes.map { $0 / 1024 }
    let own = Self.value("0::", in: procfs.appending("self/cgroup")) ?? "/"
    // A group gets no more than any of those that hold it.
    var group = FilePath(root: nil, FilePath(own).components)
    while true {
      let folder = cgroupfs.appending(group.components)
      let time = Self.text(folder.appending("cpu.max")).split { $0.isWhitespace }.map { Int($0) }
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
    func number(_ file: String) -> Int? {
      text(group.appending(file)).split(separator: "\n").first.flatMap { Int($0) }
    }
    guard let limit = number("memory.max"), let used = number("memory.current") else { return nil }
    let files = value("inactive_file ", in: group.appending("memory.stat")).flatMap { Int($0) } ?? 0
    return max(0, limit - used + files) >> 20
  }

  /// How many bits a mask of procfs has, words of eight digits with commas between.
  private static func processors(_ mask: String) -> Int {
    mask.split(separator: ",").reduce(0) { $0 + (UInt32($1, radix: 16)?.nonzeroBitCount ?? 0) }
  }

  /// What follows the name on the first line that begins with it, up to the next blank.
  private static func value(_ name: String, in file: FilePath) -> String? {
    let line = text(file).split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split { $0.isWhitespace }.first.map { String($0) }
  }

  /// A file's text, empty if there is none.
  private static func text(_ file: FilePath) -> String {
    String(decoding: (try? Folders.read(file)) ?? [], as: UTF8.self)
  }
}
