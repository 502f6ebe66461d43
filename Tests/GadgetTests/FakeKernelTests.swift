import Testing

/// Tests of the fake itself: it must refuse what configfs refuses, or the other tests prove nothing.
@Suite struct FakeKernelTests {
  static let refused = [
    "mkdir \"$g\"",
    "mkdir \"$g/nonsense\"",
    "mkdir \"$gadgets/absent/functions/Loopback.0\"",
    "mkdir \"$g/configs/c.1/nonsense\"",
    "rmdir \"$g\"",
    "rmdir \"$g/configs\"",
    "rmdir \"$g/configs/c.1\"",
    "rmdir \"$g/configs/c.1/strings\"",
    "rmdir \"$g/functions/Loopback.0\"",
    "rm \"$g/UDC\"",
    "rm \"$g/configs/c.1/Loopback.0\"",
    "ln -s \"$g/functions/Loopback.0\" \"$g/configs/c.1/again\"",
    "ln -s \"$SYS\" \"$g/configs/c.1/elsewhere\"",
    "printf 1 >\"$g/nonsense\"",
    "printf 'dummy_udc.0\\n' >\"$g/UDC\"",
    "mkdir \"$gadgets/second\"; printf 'dummy_udc.0\\n' >\"$gadgets/second/UDC\"",
    "mkdir \"$gadgets/second\"; printf 'absent\\n' >\"$gadgets/second/UDC\"",
    "mkdir \"$gadgets/second\"; printf '\\n' >\"$gadgets/second/UDC\"",
  ]

  @Test(arguments: Shell.installed, refused)
  func `the fake kernel refuses what configfs refuses`(shell: Shell, change: String) async throws {
    let kernel = try await FakeKernel(foreignOn: "dummy_udc.0")
    let before = try kernel.snapshot()
    let outcome = try await kernel.sh("g=$gadgets/foreign\n\(change)", in: shell)
    #expect(outcome.status != 0)
    #expect(try kernel.snapshot().filter { !$0.key.contains("/second") } == before)
  }
}
