import Glibc
import Testing

/// Whether this machine is a guest: only a guest's init makes these files.
private let isGuest =
  getpid() != 1 && access("/bin/export-artifact", X_OK) == 0 && access("/gadget", X_OK) == 0

/// Tests with clauses' names that crash, hang, lie or babble, each in a way in which a broken kernel or guest might
/// mislead the harness. SelfProofTests says what the harness must make of them. They end the machine that they run on,
/// so none runs outside a guest.
@Suite(.serialized, .enabled(if: isGuest, "would end this machine")) struct BadClauses {
  /// Writes to a file of the kernel's, or to the control line, once all earlier output has been sent.
  private func write(_ text: String, to path: String) {
    let line = open(controlLine, O_WRONLY | O_NOCTTY)
    tcdrain(line)
    close(line)
    let file = open(path, O_WRONLY)
    _ = text.withCString { Glibc.write(file, $0, strlen($0)) }
    close(file)
  }

  private let controlLine = "/dev/ttyS1"

  @Test func `CAP-1: capability bit 0x20 is reported`() {}

  @Test func `CAP-2: the capability bit tells the truth`() {
    // An oops, and so a panic.
    write("c", to: "/proc/sysrq-trigger")
  }

  @Test func `CAP-3: the older capability bits are still reported`() {
    write("b", to: "/proc/sysrq-trigger")  // reboots at once
  }

  @Test func `MAP-1: regions from 1 byte to 4 MiB can be had`() {
    while true { pause() }
  }

  @Test func `MAP-2: a fresh region is all zeroes`() {
    // Lines of garbage, one of them the beginning of a result.
    write(
      "\u{1}\u{7F}@\n{\"kind\":\"event\",\"payload\":{\"kind\":\"testEnded\"\n@nonsense\n\n", to: controlLine)
  }

  @Test func `MAP-3: length 0 is EINVAL`() {
    write("garbage in the line of the result: ", to: controlLine)
  }

  @Test func `MAP-4: a region is whole pages`() {
    write("@exit 0\n", to: controlLine)
    while true { pause() }
  }

  @Test func `MAP-5: too large a request is a clean ENOMEM`() {
    exit(0)
  }

  @Test func `MAP-6: two regions never share a byte`() {
    let file = open("/tmp/filler", O_WRONLY | O_CREAT, 0o600)
    let page = [UInt8](repeating: 1, count: 1 << 20)
    while Glibc.write(file, page, page.count) > 0 {}
    #expect(errno == ENOSPC)
    close(file)
    unlink("/tmp/filler")
  }

  @Test func `MAP-7: regions may be released in any order`() {
    // The memory of all of the guest, until the kernel ends this program.
    while true { memset(malloc(1 << 20)!, 1, 1 << 20) }
  }

  @Test func `MAP-8: the mapping is I/O, not expandable, not dumped`() {
    Issue.record("what comes after all this is still seen")
  }

  @Test func `MAP-9: mmap on a read-only descriptor is EPERM`() {
    // Memory that it spoilt is used when it is over.
    atexit { kill(getpid(), SIGKILL) }
  }
}
