import Testing

extension GadgetTests {
  @Suite struct Usage {
    static let misuses: [(arguments: [String], words: String)] = [
      (["fly"], "unknown command 'fly'"),
      (["up", "--fast"], "unknown argument '--fast'"),
      (["up", "now"], "unknown argument 'now'"),
      (["up", "--serial"], "--serial needs a value"),
      (["down", "--fast"], "unknown argument '--fast'"),
      (["status", "now"], "status takes no arguments"),
      (["detach", "now"], "detach takes no arguments"),
      (["attach", "now"], "attach takes no arguments"),
      (["up", "--serial", ""], "a serial number"),
      (["up", "--serial", "a b"], "a serial number"),
      (["up", "--serial", "a/b"], "a serial number"),
      (["up", "--serial", "a'b"], "a serial number"),
      (["up", "--serial", "a\"b"], "a serial number"),
      (["up", "--serial", "a`b"], "a serial number"),
      (["up", "--serial", "a\nb"], "a serial number"),
      (["up", "--serial", "ä"], "a serial number"),
      (["up", "--serial", String(repeating: "x", count: 127)], "at most 126"),
      (["up", "--vendor", "0"], "--vendor is"),
      (["up", "--vendor", "0x10000"], "--vendor is"),
      (["up", "--vendor", "00001"], "--vendor is"),
      (["up", "--vendor", "usb"], "--vendor is"),
      (["up", "--vendor", "0x"], "--vendor is"),
      (["up", "--product", "-1"], "--product is"),
      (["up", "--product", ""], "--product is"),
      (["up", "--speed", "low"], "--speed is"),
      (["up", "--udc", ""], "not the name of a UDC"),
      (["up", "--udc", "../udc"], "not the name of a UDC"),
      (["up", "--udc", ".."], "not the name of a UDC"),
    ]

    @Test(arguments: Shell.installed, misuses)
    func `wrong usage is refused before anything is touched`(
      shell: Shell, misuse: (arguments: [String], words: String)
    ) async throws {
      let kernel = try await FakeKernel()
      let before = try kernel.snapshot()
      let outcome = try await kernel.gadget(misuse.arguments, in: shell)
      expectFailure(outcome, status: 2, saying: misuse.words)
      #expect(try kernel.snapshot() == before)
      #expect(kernel.log == [])
    }

    @Test(
      arguments: Shell.installed,
      [
        ["--serial", String(repeating: "x", count: 126), "strings/0x409/serialnumber"],
        ["--serial", "-$(id)\\n*;&", "strings/0x409/serialnumber"],
        ["--vendor", "0xffff", "idVendor"], ["--product", "0x0001", "idProduct"],
      ])
    func `values at the edge arrive as they are`(shell: Shell, value: [String]) async throws {
      let kernel = try await FakeKernel()
      #expect(try await kernel.gadget("up", value[0], value[1], in: shell).status == 0)
      #expect(kernel.attribute(value[2]) == value[1])
      _ = try await kernel.gadget("up", value[0], value[1], in: shell)
      #expect(kernel.steps == 0)
    }

    @Test(arguments: Shell.installed, [[], ["help"], ["--help"], ["-h"]])
    func `help stands alone`(shell: Shell, arguments: [String]) async throws {
      let command = Array(shell.command.dropFirst()) + [FakeKernel.program] + arguments
      let help = try await spawn(shell.command[0], command)
      #expect(help.status == 0)
      #expect(help.errors == "")
      for word in ["up", "down", "status", "detach", "attach", "help"] {
        #expect(help.output.contains(" \(word)"))
      }
      for option in ["--udc", "--serial", "--vendor", "--product", "--speed"] {
        #expect(help.output.contains("\n  \(option)") || help.output.contains(", \(option) "), "\(option)")
      }
      for variable in ["RUNDIR", "SYS", "CONFIGFS"] { #expect(help.output.contains(variable)) }
      #expect(!help.output.split(separator: "\n").contains { $0.count > 110 })
    }

    @Test func `the program runs by its own name`() async throws {
      let help = try await spawn("env", [FakeKernel.program, "help"])
      #expect(help.status == 0)
      #expect(help.output.hasPrefix("usage: gadget up"))
    }

    @Test(
      .enabled(if: Shell.isInstalled("shellcheck"), "shellcheck is missing: apt-get install shellcheck"))
    func `shellcheck finds nothing`() async throws {
      let check = try await spawn("shellcheck", ["-s", "sh", FakeKernel.program])
      #expect(check.status == 0, "\(check.output)")
    }

    @Test(
      .enabled(
        if: Shell.isInstalled("dash"), "nothing is tried under dash, which is missing: apt-get install dash"))
    func `dash is here to run the program`() {
      #expect(Shell.installed.contains(.dash))
    }

    @Test(
      .enabled(
        if: Shell.isInstalled("busybox"),
        "nothing is tried under busybox, which is missing: apt-get install busybox-static"))
    func `busybox is here to run the program`() {
      #expect(Shell.installed.contains(.busybox))
    }
  }
}
