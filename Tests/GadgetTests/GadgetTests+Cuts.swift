import Testing

extension GadgetTests {
  /// Tests that end `up` at each of its steps in turn. The number of steps is counted in a run that nothing ends.
  @Suite struct Cuts {
    /// A machine with another gadget on one UDC, and a free UDC for the program's own.
    let kernel: FakeKernel
    let before: [String: String]

    init() async throws {
      kernel = try await FakeKernel(udcs: [udc, "musb.0"], foreignOn: "musb.0")
      before = try kernel.snapshot()
    }

    func stepsOfUp(in shell: Shell) async throws -> Int {
      #expect(try await kernel.gadget("up", "--udc", udc, in: shell).status == 0)
      let steps = kernel.steps
      #expect(try await kernel.gadget("down", in: shell).status == 0)
      try #require(steps > 20, "the fake kernel does not see the steps")
      return steps
    }

    @Test(arguments: Shell.installed)
    func `down undoes an up that was killed at any step`(shell: Shell) async throws {
      for step in 1...(try await stepsOfUp(in: shell)) {
        let up = try await kernel.gadget("up", "--udc", udc, in: shell, cut: .signal("KILL", at: step))
        #expect(up.status == 137)
        #expect(try step == 1 || kernel.snapshot() != before)
        let down = try await kernel.gadget("down", in: shell)
        #expect(down.status == 0, "step \(step): \(down.errors)")
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
    }

    @Test(arguments: Shell.installed)
    func `up completes an up that was killed at any step`(shell: Shell) async throws {
      let steps = try await stepsOfUp(in: shell)
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      let whole = try kernel.snapshot()
      for step in 1...steps {
        _ = try await kernel.gadget("down", in: shell)
        _ = try await kernel.gadget("up", "--udc", udc, in: shell, cut: .signal("KILL", at: step))
        let up = try await kernel.gadget("up", "--udc", udc, in: shell)
        #expect(up.status == 0, "step \(step): \(up.errors)")
        #expect(try kernel.snapshot() == whole, "step \(step)")
      }
    }

    @Test(arguments: Shell.installed)
    func `a signal at any step leaves nothing behind`(shell: Shell) async throws {
      let signals = [("HUP", 129), ("INT", 130), ("TERM", 143)]
      for step in 1...(try await stepsOfUp(in: shell)) {
        let (name, status) = signals[step % signals.count]
        let up = try await kernel.gadget("up", "--udc", udc, in: shell, cut: .signal(name, at: step))
        #expect(up.status == status, "\(name) at step \(step)")
        #expect(up.output == "", "step \(step)")
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
    }

    @Test(arguments: Shell.installed)
    func `a signal at every step from one on leaves nothing behind`(shell: Shell) async throws {
      for step in 1...(try await stepsOfUp(in: shell)) {
        let up = try await kernel.gadget("up", "--udc", udc, in: shell, cut: .signals("INT", from: step))
        #expect(up.status == 130, "step \(step)")
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
    }

    @Test(arguments: Shell.installed)
    func `a refusal at any step leaves nothing behind, or only hid out`(shell: Shell) async throws {
      var withoutHID = 0
      for step in 1...(try await stepsOfUp(in: shell)) {
        let up = try await kernel.gadget("up", "--udc", udc, in: shell, cut: .refusal(at: step))
        if up.status == 0 {
          withoutHID += 1
          #expect(up.errors.hasPrefix("gadget: no hid function"), "step \(step)")
          #expect(kernel.attribute("UDC") == udc, "step \(step)")
          #expect(try await kernel.gadget("down", in: shell).status == 0)
        } else {
          #expect(up.status == 1, "step \(step)")
          #expect(up.errors.contains("gadget: "), "step \(step)")
          #expect(up.output == "", "step \(step)")
        }
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
      #expect(withoutHID == 2, "making hid.0, and binding with it")
    }

    @Test(arguments: Shell.installed)
    func `down undoes a rebuild that was killed at any step`(shell: Shell) async throws {
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      _ = try await kernel.gadget("up", "--udc", udc, "--serial", "new", in: shell)
      let steps = kernel.steps
      _ = try await kernel.gadget("down", in: shell)
      for step in 1...steps {
        _ = try await kernel.gadget("up", "--udc", udc, in: shell)
        let cut = try await kernel.gadget(
          "up", "--udc", udc, "--serial", "new", in: shell, cut: .signal("KILL", at: step))
        #expect(cut.status == 137)
        let down = try await kernel.gadget("down", in: shell)
        #expect(down.status == 0, "step \(step): \(down.errors)")
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
    }

    @Test(arguments: Shell.installed)
    func `down resumes a down that was killed at any step`(shell: Shell) async throws {
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      _ = try await kernel.gadget("down", in: shell)
      let steps = kernel.steps
      for step in 1...steps {
        _ = try await kernel.gadget("up", "--udc", udc, in: shell)
        _ = try await kernel.gadget("down", in: shell, cut: .signal("KILL", at: step))
        #expect(try await kernel.gadget("down", in: shell).status == 0, "step \(step)")
        #expect(try kernel.snapshot() == before, "step \(step)")
      }
    }
  }
}
