import Clauses
import KernelLab
import Reporting
import Testing

@testable import Runner

/// Plans of runs, without a guest.
@Suite struct RunPlanTests {
  @Test(arguments: [
    (["dummy"], [RigProfile.dummy]), (["uhci", "dummy", "uhci"], [.uhci, .dummy]),
    (["all"], RigProfile.all),
    (["xhci-iommu", "all"], [.xhciIOMMU] + RigProfile.all.filter { $0 != .xhciIOMMU }),
  ])
  func `rigs are named one by one or all at once`(words: [String], rigs: [RigProfile]) throws {
    #expect(try RigProfile.named(words) == rigs)
  }

  private static func plan(_ kernels: [KernelSpec]) -> RunPlan {
    RunPlan(kernels: kernels, rigs: [.dummy], clauses: Catalogue.clauses, output: "out")
  }

  @Test func `the replay command holds what the run was given, quoted for a shell`() {
    var plan = Self.plan([.path("my kernels/bzImage")])
    #expect(
      plan.replayCommand(plan.kernels[0], .dummy)
        == "swift run usbfs-conformance run --kernel 'my kernels/bzImage' --rig dummy --replay")
    plan.modules = "modules"
    plan.replacements = [.init(name: "usbcore", file: "it's.ko")]
    plan.append = "a=1 b"
    plan.memory = 512
    #expect(
      plan.replayCommand(.debian(suite: "sid"), .xhciIOMMU)
        == "swift run usbfs-conformance run --kernel debian:sid --rig xhci-iommu --modules modules "
        + "--replace-module 'usbcore=it'\\''s.ko' --append 'a=1 b' --memory 512 --replay")
  }

  @Test func `a kernel is run once, however often it is named, and each has a folder`() {
    let plan = Self.plan([.debian(suite: "sid"), .path("../linux"), .debian(suite: "sid")])
    #expect(plan.kernels == [.debian(suite: "sid"), .path("../linux")])
    #expect(plan.kernels.map { plan.folder($0, .dummy) } == ["out/debian-sid-dummy", "out/..-linux-dummy"])
  }

  @Test func `a kernel that could not be had is reported by its spec`() {
    let plan = Self.plan([.debian(suite: "sid"), .path("../linux")])
    let failure = Result<Kernel, HarnessError>.failure(HarnessError("no network"))
    #expect(plan.labels([failure, failure]) == ["debian:sid", "../linux"])
    let run = plan.info(plan.kernels[1], failure, .uhci)
    #expect(run.kernelRelease == "unknown" && run.kernelSpec == "../linux" && run.rig == "uhci")
  }

  @Test func `a module that stands in is named with the kernel`() {
    var plan = Self.plan([.debian(suite: "sid")])
    plan.replacements = [
      .init(name: "usbcore", file: "a/first.ko"), .init(name: "usbcore", file: "a/second.ko"),
    ]
    let run = plan.info(plan.kernels[0], .failure(HarnessError("no network")), .dummy)
    #expect(run.kernelSpec == "debian:sid with second.ko")
  }
}
