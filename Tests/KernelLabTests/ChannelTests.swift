import Glibc
import SystemPackage
import Testing

@testable import KernelLab

/// The sockets between this program and QEMU.
@Suite struct ChannelTests {
  /// Calls a channel as QEMU does; -1 if nobody listens.
  private func call(_ path: FilePath) -> CInt {
    let fd = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.string.utf8)) }
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(fd, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    if result == 0 { return fd }
    close(fd)
    return -1
  }

  @Test func `lines arrive until the caller is gone`() async throws {
    try await FileSystem.withTemporary { folder in
      let channel = try Channel(at: folder.appending("a"))
      let lines = channel.lines()
      let caller = call(folder.appending("a"))
      _ = "one\ntw".withCString { write(caller, $0, 6) }
      _ = "o\nrest".withCString { write(caller, $0, 6) }
      close(caller)
      var heard: [String] = []
      for await line in lines { heard.append(line) }
      #expect(heard == ["one", "two", "rest"])
    }
  }

  /// Under load QEMU's call is taken late, and its guest would wait for ever for words that were lost.
  @Test func `what is sent before anybody calls arrives`() async throws {
    try await FileSystem.withTemporary { folder in
      let channel = try Channel(at: folder.appending("a"))
      channel.send("one\n")
      let pieces = channel.pieces()
      channel.send("two\n")
      let caller = call(folder.appending("a"))
      // What was lost never comes.
      var timeout = timeval(tv_sec: 60, tv_usec: 0)
      setsockopt(caller, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
      var heard: [UInt8] = []
      var byte: UInt8 = 0
      while heard.count < 8, read(caller, &byte, 1) == 1 { heard.append(byte) }
      #expect(String(decoding: heard, as: UTF8.self) == "one\ntwo\n")
      close(caller)
      for await _ in pieces {}
    }
  }

  @Test func `a channel that nobody calls any more ends`() async throws {
    try await FileSystem.withTemporary { folder in
      let channel = try Channel(at: folder.appending("a"))
      let pieces = channel.pieces()
      channel.hangUp()
      for await _ in pieces { Issue.record("nobody said anything") }
    }
  }

  /// Numbers of descriptors come again: what was closed once is somebody else's.
  @Test func `closing a channel that ended touches no other`() async throws {
    try await FileSystem.withTemporary { folder in
      for round in 0..<50 {
        let ended = try Channel(at: folder.appending("ended\(round)"))
        let pieces = ended.pieces()
        close(call(folder.appending("ended\(round)")))
        for await _ in pieces {}
        let others = try (0..<4).map { try Channel(at: folder.appending("\(round).\($0)")) }
        ended.close()
        for (index, other) in others.enumerated() {
          let pieces = other.pieces()
          let caller = call(folder.appending("\(round).\(index)"))
          #expect(caller >= 0, "round \(round): nobody listens")
          close(caller)
          other.close()
          for await _ in pieces {}
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(2)))
  func `a QEMU that ends before it calls is an error, with its words`() async throws {
    try await FileSystem.withTemporary { folder in
      let configuration = Machine.Configuration(
        architecture: .x86_64, board: Architecture.x86_64.board, accelerator: .tcg,
        machine: ["-no-such-option"], kernel: "/none",
        initramfs: "/none", append: "",
        memory: 16, memoryFile: folder.appending("memory"), keepsMemory: false, state: nil)
      await #expect {
        try await Machine.run(configuration, output: folder) { try await $0.monitor(["info version"]) }
      } throws: { "\($0)".contains("QEMU ended: ") && "\($0)".contains("no-such-option") }
    }
  }
}
