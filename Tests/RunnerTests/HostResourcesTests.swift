import SystemPackage
import Testing

@testable import KernelLab
@testable import Runner

@Suite struct HostResourcesTests {
  /// What there is room for on a machine of 40 processors and 4096 MiB free, in a group `own` of its control groups.
  private func room(own: String = "/", _ files: [String: String] = [:], mask: String = "ff,ffffffff")
    async throws -> HostResources
  {
    try await FileSystem.withTemporary { root in
      let machine = [
        "proc/self/status": "Name:\tx\nCpus_allowed:\t\(mask)\nCpus_allowed_list:\t0-39\n",
        "proc/meminfo": "MemTotal:  9 kB\nMemAvailable:    4194304 kB\nBuffers:  7 kB\n",
        "proc/self/cgroup": "9:name=systemd:/other\n0::\(own)\n",
      ]
      let groups = files.map { ("cgroup/\($0.key)", $0.value) }
      for (path, text) in machine.merging(groups, uniquingKeysWith: { $1 }) {
        let file = root.appending(path)
        try FileSystem.make(file.removingLastComponent())
        try FileSystem.write(Array(text.utf8), to: file)
      }
      return HostResources(procfs: root.appending("proc"), cgroupfs: root.appending("cgroup"))
    }
  }

  @Test func `without a limit it is the machine's`() async throws {
    #expect(try await room() == HostResources(cores: 40, memory: 4096))
    let unlimited = ["cpu.max": "max 100000\n", "memory.max": "max\n", "memory.current": "4096\n"]
    #expect(try await room(unlimited) == HostResources(cores: 40, memory: 4096))
  }

  @Test func `where the kernel says nothing it is one processor, and memory is not counted`() {
    #expect(HostResources(procfs: "/nowhere", cgroupfs: "/nowhere") == HostResources(cores: 1, memory: nil))
  }

  @Test(arguments: [("3", 2), ("ff000000", 8), ("1,00000001", 2)])
  func `a container that is pinned has the processors it is pinned to`(mask: String, cores: Int) async throws
  {
    #expect(try await room(mask: mask) == HostResources(cores: cores, memory: 4096))
  }

  @Test(arguments: [("250000 100000", 2), ("50000 100000", 1), ("9900000 100000", 40)])
  func `a container's processor time is whole processors, one at least`(limit: String, cores: Int)
    async throws
  {
    #expect(try await room(["cpu.max": limit + "\n"]) == HostResources(cores: cores, memory: 4096))
  }

  @Test func `a container's memory is what its limit leaves, and old pages of files give way`() async throws {
    let files = [
      "memory.max": "\(3 << 30)\n", "memory.current": "\(2 << 30)\n",
      "memory.stat": "anon 7\nactive_file 9\ninactive_file \(512 << 20)\n",
    ]
    #expect(try await room(files) == HostResources(cores: 40, memory: 1536))
    #expect(
      try await room(files.merging(["memory.current": "\(9 << 30)\n"]) { $1 })
        == HostResources(cores: 40, memory: 0))
    #expect(
      try await room(files.merging(["memory.max": "\(9 << 40)\n"]) { $1 })
        == HostResources(cores: 40, memory: 4096))
  }

  @Test func `a group has no more than those that hold it`() async throws {
    let files = [
      "ci/cpu.max": "200000 100000\n", "ci/memory.max": "\(1 << 30)\n", "ci/memory.current": "0\n",
      "ci/job/cpu.max": "400000 100000\n", "ci/job/memory.max": "max\n", "other/cpu.max": "100000 100000\n",
    ]
    #expect(try await room(own: "/ci/job", files) == HostResources(cores: 2, memory: 1024))
  }
}
