import Testing

extension GadgetTests {
  /// Something that `up` needs and does not find, and the words with which it says so.
  struct MissingPiece: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var udcs = [udc]
    var arguments: [String] = []
    var lacking: Set<String> = []
    var removing: String?
    var words: String
  }

  @Suite struct Failures {
    static let missingPieces: [MissingPiece] = [
      .init(testDescription: "no controller", udcs: [], words: "no UDC in "),
      .init(testDescription: "no controller: how to get one", udcs: [], words: "modprobe dummy_hcd"),
      .init(
        testDescription: "several controllers", udcs: [udc, "musb.0"],
        words: "several UDCs, choose one with --udc: dummy_udc.0 musb.0"),
      .init(
        testDescription: "not that controller", arguments: ["--udc", "musb.0"],
        words: "no UDC 'musb.0' in "),
      .init(testDescription: "no configfs", removing: "configfs", words: "CONFIG_CONFIGFS_FS"),
      .init(
        testDescription: "no gadgets in configfs", lacking: ["gadgets"], removing: "configfs/usb_gadget",
        words: "CONFIG_USB_CONFIGFS (module libcomposite)"),
      .init(
        testDescription: "no source and sink", lacking: ["SourceSink"],
        words: "functions/SourceSink.0: the kernel"),
      .init(testDescription: "no loopback", lacking: ["Loopback"], words: "CONFIG_USB_CONFIGFS_F_LB_SS"),
      .init(
        testDescription: "no max_speed", arguments: ["--speed", "full"], lacking: ["max_speed"],
        words: "no max_speed"),
      .init(
        testDescription: "binding refused", lacking: ["binding"],
        words: "UDC dummy_udc.0 does not take the gadget"),
      .init(testDescription: "not root", lacking: ["root"], words: "only root"),
    ]

    @Test(arguments: Shell.installed, missingPieces)
    func `up names what is missing and leaves nothing behind`(shell: Shell, piece: MissingPiece) async throws
    {
      let kernel = try await FakeKernel(udcs: piece.udcs)
      if let file = piece.removing { try kernel.remove(file) }
      let before = try kernel.snapshot()
      let up = try await kernel.gadget(["up"] + piece.arguments, in: shell, lacking: piece.lacking)
      expectFailure(up, saying: piece.words)
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `a busy controller is named with the gadget that holds it`(shell: Shell) async throws {
      let kernel = try await FakeKernel(foreignOn: udc)
      let before = try kernel.snapshot()
      let up = try await kernel.gadget("up", in: shell)
      expectFailure(up, saying: "UDC dummy_udc.0 is busy: gadget 'foreign' holds it")
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `a busy controller is named with the legacy driver that holds it`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      try kernel.write("g_zero\n", to: "sys/class/udc/\(udc)/function")
      let before = try kernel.snapshot()
      let up = try await kernel.gadget("up", in: shell)
      expectFailure(up, saying: "UDC dummy_udc.0 is busy: gadget driver 'g_zero' holds it")
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `a gadget that is up stays up when it cannot move to a busy controller`(shell: Shell) async throws {
      let kernel = try await FakeKernel(udcs: [udc, "musb.0"], foreignOn: "musb.0")
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      let before = try kernel.snapshot()
      expectFailure(
        try await kernel.gadget("up", "--udc", "musb.0", in: shell), saying: "gadget 'foreign' holds it")
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `a run-time directory that cannot be made leaves nothing behind`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      try kernel.write("in the way", to: "run")
      let up = try await kernel.gadget("up", in: shell)
      expectFailure(up, saying: "cannot write \(kernel.path("run/serial"))")
      #expect(kernel.attribute("UDC") == nil)
      #expect(kernel.log.last == "rmdir \(FakeKernel.ours)")
    }

    @Test(arguments: Shell.installed, ["down", "detach", "attach"])
    func `only root changes anything`(shell: Shell, command: String) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      let before = try kernel.snapshot()
      expectFailure(try await kernel.gadget(command, in: shell, lacking: ["root"]), saying: "only root")
      #expect(try kernel.snapshot() == before)
    }
  }
}
