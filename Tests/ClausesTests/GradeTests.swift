import Clauses
import Testing

@Suite struct GradeTests {
  @Test(arguments: [
    ("6.1.0-56-amd64", KernelVersion(6, 1)), ("7.3-rc7", KernelVersion(7, 3)),
    ("6.12.117", KernelVersion(6, 12, 117)),
    ("6.1.192-2", KernelVersion(6, 1, 192)),
  ])
  func `a version is what a string begins with`(text: String, version: KernelVersion) {
    #expect(KernelVersion(text) == version)
  }

  @Test(arguments: ["", "six", "6", "-6.1"]) func `what begins with no version is none`(text: String) {
    #expect(KernelVersion(text) == nil)
  }

  @Test func `Debian's version stands in the build string`() {
    let build = "#1 SMP PREEMPT_DYNAMIC Debian 6.1.192-2 (2026-11-16)"
    #expect(KernelVersion(release: "6.1.0-56-amd64", build: build) == KernelVersion(6, 1, 192))
    #expect(KernelVersion(release: "6.18.44", build: "#1 SMP") == KernelVersion(6, 18, 44))
  }

  @Test(arguments: [
    ("6.13", true), ("6.12.200", false), ("6.1.33", false), ("6.1.34", true), ("6.1.192", true),
    ("6.2", false),
    ("5.10.184", true), ("5.10.183", false), ("7.0", true),
  ])
  func `a fix holds from its release on and in the stable series that took it`(text: String, holds: Bool)
    throws
  {
    let grade = Grade.since(
      KernelVersion(6, 13), stable: [KernelVersion(6, 1, 34), KernelVersion(5, 10, 184)], fix: "abc")
    #expect((grade.knownFailureReason(for: try #require(KernelVersion(text))) == nil) == holds)
  }

  @Test func `only a defect is expected to fail on every kernel`() {
    #expect(Grade.must.knownFailureReason(for: KernelVersion(4, 6)) == nil)
    #expect(Grade.record.knownFailureReason(for: KernelVersion(4, 6)) == nil)
    #expect(Grade.defect("why").knownFailureReason(for: KernelVersion(99, 0)) == "why")
  }
}
