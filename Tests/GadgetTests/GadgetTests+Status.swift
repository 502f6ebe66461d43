import Testing

extension GadgetTests {
  @Suite struct Status {
    @Test(arguments: Shell.installed)
    func `status is one line and 0 when up, down and 3 when not`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      var status = try await kernel.gadget("status", in: shell)
      #expect(status.status == 3)
      #expect(status.output == "down\n")

      _ = try await kernel.gadget("up", "--serial", "A", in: shell)
      status = try await kernel.gadget("status", in: shell, lacking: ["root"])
      #expect(status.status == 0)
      #expect(status.output == "up: UDC dummy_udc.0, serial A, speed high-speed, state configured\n")
      #expect(status.errors == "")

      _ = try await kernel.gadget("down", in: shell)
      #expect(try await kernel.gadget("status", in: shell).status == 3)
    }

    @Test(arguments: Shell.installed)
    func `a gadget that is made but not bound is down`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell, cut: .signal("KILL", at: 20))
      let status = try await kernel.gadget("status", in: shell)
      #expect(status.status == 3)
      #expect(status.output == "down\n")
    }

    @Test(arguments: Shell.installed)
    func `a gadget whose controller is gone is down`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      try kernel.remove("sys/class/udc/\(udc)")
      #expect(try await kernel.gadget("status", in: shell).status == 3)
    }

    @Test(arguments: Shell.installed)
    func `detach leaves the controller and attach goes back to it`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      for (command, held, state) in [("detach", "", "detached"), ("attach", udc, "configured")] {
        for _ in 1...2 {
          let outcome = try await kernel.gadget(command, in: shell)
          #expect(outcome.status == 0)
          #expect(outcome.output + outcome.errors == "")
          #expect(kernel.attribute("UDC") == held)
        }
        let status = try await kernel.gadget("status", in: shell)
        #expect(status.status == 0)
        #expect(status.output.hasSuffix("state \(state)\n"))
      }
    }

    @Test(arguments: Shell.installed)
    func `up after detach is a gadget on the bus`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      _ = try await kernel.gadget("detach", in: shell)
      _ = try await kernel.gadget("up", in: shell)
      #expect(kernel.log.last == "bind \(udc)", "binding connects")
      #expect(try await kernel.gadget("status", in: shell).output.hasSuffix("state configured\n"))
    }

    @Test(arguments: Shell.installed)
    func `down after detach leaves nothing behind`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      _ = try await kernel.gadget("detach", in: shell)
      #expect(try await kernel.gadget("down", in: shell).status == 0)
      #expect(!kernel.exists("run"))
    }

    @Test(arguments: Shell.installed, ["detach", "attach"])
    func `detach and attach of nothing are errors`(shell: Shell, command: String) async throws {
      let kernel = try await FakeKernel()
      let before = try kernel.snapshot()
      expectFailure(try await kernel.gadget(command, in: shell), saying: "the gadget is not up")
      #expect(try kernel.snapshot() == before)
    }

    @Test(arguments: Shell.installed)
    func `attach to a controller that is gone says so and can be tried again`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      _ = try await kernel.gadget("detach", in: shell)
      let attach = try await kernel.gadget("attach", in: shell, cut: .refusal(at: 1))
      expectFailure(attach, saying: "the kernel does not take 'dummy_udc.0'")
      #expect(try await kernel.gadget("attach", in: shell).status == 0)
      #expect(try await kernel.gadget("status", in: shell).output.hasSuffix("state configured\n"))
    }
  }
}
