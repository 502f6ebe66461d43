import Testing

extension GadgetTests {
  @Suite struct Down {
    @Test(arguments: Shell.installed)
    func `down leaves what was there before, and another gadget alone`(shell: Shell) async throws {
      let kernel = try await FakeKernel(udcs: [udc, "musb.0"], foreignOn: "musb.0")
      let before = try kernel.snapshot()
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      let down = try await kernel.gadget("down", in: shell)
      #expect(down.status == 0)
      #expect(down.output + down.errors == "")
      #expect(try kernel.snapshot() == before)
      #expect(kernel.log.first == "bind ", "a bound gadget is unbound before anything is taken from it")
    }

    @Test(arguments: Shell.installed)
    func `down of nothing is done`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let before = try kernel.snapshot()
      for _ in 1...2 {
        let down = try await kernel.gadget("down", in: shell)
        #expect(down.status == 0)
        #expect(down.output + down.errors == "")
        #expect(kernel.steps == 0)
      }
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `down takes the options of up`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let before = try kernel.snapshot()
      _ = try await kernel.gadget("up", "--serial", "x", "--speed", "high", in: shell)
      #expect(try await kernel.gadget("down", "--serial", "x", "--speed", "high", in: shell).status == 0)
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `down removes functions and configurations that others added to our gadget`(shell: Shell)
      async throws
    {
      let kernel = try await FakeKernel()
      let before = try kernel.snapshot()
      let made = try await kernel.sh(
        """
        g=$gadgets/\(FakeKernel.ours)
        mkdir "$g" && mkdir "$g/configs/x.9" && mkdir "$g/configs/x.9/strings/0x407" &&
        mkdir "$g/functions/Loopback.x" && ln -s "$g/functions/Loopback.x" "$g/configs/x.9/Loopback.x"
        """, in: shell)
      #expect(made.status == 0)
      #expect(try await kernel.gadget("down", in: shell).status == 0)
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `down that the kernel refuses says what is left`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      _ = try await kernel.gadget("down", in: shell)
      let last = kernel.steps
      _ = try await kernel.gadget("up", in: shell)
      let down = try await kernel.gadget("down", in: shell, cut: .refusal(at: last))
      expectFailure(down, saying: "cannot remove \(kernel.path("configfs/usb_gadget/\(FakeKernel.ours)"))")
    }
  }
}
