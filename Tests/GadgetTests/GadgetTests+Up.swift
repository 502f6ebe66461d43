import Testing

extension GadgetTests {
  @Suite struct Up {
    @Test(arguments: Shell.installed)
    func `up makes one configuration with source and sink, loopback and hid`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let up = try await kernel.gadget("up", in: shell)
      #expect(up.status == 0)
      #expect(up.errors == "")
      #expect(up.output == "up: SourceSink, Loopback, hid on UDC dummy_udc.0, serial usbfs-conformance\n")

      let expected = [
        "idVendor": "0x1d6b", "idProduct": "0x0104", "max_speed": "super-speed-plus", "UDC": udc,
        "strings/0x409/serialnumber": "usbfs-conformance", "strings/0x409/manufacturer": "usbfs-conformance",
        "strings/0x409/product": "source, sink and loopback",
        "configs/c.1/strings/0x409/configuration": "conformance",
        "functions/SourceSink.0/pattern": "1",
        "functions/Loopback.0/qlen": "32", "functions/Loopback.0/bulk_buflen": "4096",
        "functions/hid.0/subclass": "0", "functions/hid.0/protocol": "0",
        "functions/hid.0/report_length": "64",
      ]
      for (file, value) in expected { #expect(kernel.attribute(file) == value, "\(file)") }
      let tree = try kernel.snapshot()
      let gadget = "configfs/usb_gadget/\(FakeKernel.ours)"
      for function in ["SourceSink.0", "Loopback.0", "hid.0"] {
        #expect(
          tree["\(gadget)/configs/c.1/\(function)"] == "-> \(kernel.path("\(gadget)/functions/\(function)"))")
      }
      #expect(
        tree.keys.count {
          $0.hasPrefix("\(gadget)/configs/") && !$0.dropFirst(gadget.count + 9).contains("/")
        } == 1)
    }

    @Test(arguments: Shell.installed)
    func `the hid function reports 64 vendor-defined bytes each way`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      #expect(
        try kernel.snapshot()["configfs/usb_gadget/\(FakeKernel.ours)/functions/hid.0/report_desc"]
          == "6 0 ff 9 1 a1 1 15 0 26 ff 0 75 8 95 40 9 1 81 2 9 1 91 2 c0")
    }

    @Test(arguments: Shell.installed)
    func `the interfaces are source and sink, loopback, hid, in this order`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      _ = try await kernel.gadget("up", in: shell)
      let links = kernel.log.filter { $0.hasPrefix("ln ") }.map { $0.split(separator: "/").last }
      #expect(links == ["SourceSink.0", "Loopback.0", "hid.0"])
      #expect(kernel.log.last == "bind \(udc)")
    }

    @Test(arguments: Shell.installed)
    func `up twice is one gadget`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let first = try await kernel.gadget("up", "--serial", "A-1", in: shell)
      let tree = try kernel.snapshot()
      let second = try await kernel.gadget("up", "--serial", "A-1", in: shell)
      #expect(second.status == 0)
      #expect(second.output == first.output)
      #expect(kernel.steps == 0)
      #expect(try kernel.snapshot() == tree)
    }

    @Test(
      arguments: Shell.installed,
      [
        ["--serial", "other", "strings/0x409/serialnumber", "other"],
        ["--vendor", "0xABCD", "idVendor", "0xabcd"],
        ["--product", "2", "idProduct", "0x0002"],
        ["--speed", "full", "max_speed", "full-speed"],
        ["--speed", "high", "max_speed", "high-speed"],
        ["--speed", "super", "max_speed", "super-speed"],
        ["--udc", "musb.0", "UDC", "musb.0"],
      ])
    func `up with another parameter rebuilds, and without it rebuilds again`(
      shell: Shell, change: [String]
    ) async throws {
      let kernel = try await FakeKernel(udcs: [udc, "musb.0"])
      _ = try await kernel.gadget("up", "--udc", udc, in: shell)
      let original = try kernel.snapshot()

      var up = try await kernel.gadget("up", "--udc", udc, change[0], change[1], in: shell)
      #expect(up.status == 0)
      #expect(kernel.attribute(change[2]) == change[3])
      #expect(kernel.read("run/serial") == kernel.attribute("strings/0x409/serialnumber"))
      up = try await kernel.gadget("up", "--udc", udc, change[0], change[1], in: shell)
      #expect(kernel.steps == 0)

      up = try await kernel.gadget("up", "--udc", udc, in: shell)
      #expect(up.status == 0)
      #expect(try kernel.snapshot() == original)
    }

    @Test(arguments: Shell.installed)
    func `up leaves the serial number where the tests look for it`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let up = try await kernel.gadget("up", "--serial", "bench-7", in: shell)
      #expect(up.output.hasSuffix("serial bench-7\n"))
      #expect(kernel.read("run/serial") == "bench-7")
    }

    @Test(arguments: Shell.installed)
    func `up without a name stays on the controller that it is on`(shell: Shell) async throws {
      let kernel = try await FakeKernel(udcs: [udc, "musb.0"])
      _ = try await kernel.gadget("up", "--udc", "musb.0", in: shell)
      let again = try await kernel.gadget("up", in: shell)
      #expect(again.status == 0)
      #expect(kernel.steps == 0)
    }

    @Test(arguments: Shell.installed)
    func `a controller with too few endpoints gets the gadget without hid`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let up = try await kernel.gadget("up", in: shell, lacking: ["endpoints"])
      #expect(up.status == 0)
      #expect(up.output == "up: SourceSink, Loopback on UDC dummy_udc.0, serial usbfs-conformance\n")
      #expect(up.errors.hasPrefix("gadget: no hid function, so no interrupt endpoints: UDC dummy_udc.0 "))
      #expect(kernel.attribute("UDC") == udc)
      #expect(try !kernel.snapshot().keys.contains { $0.contains("hid.0") })

      let again = try await kernel.gadget("up", in: shell, lacking: ["endpoints"])
      #expect(again.output == up.output)
      #expect(kernel.steps == 0)
    }

    @Test(arguments: Shell.installed)
    func `a kernel without the hid function gets the gadget without it`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let up = try await kernel.gadget("up", in: shell, lacking: ["hid"])
      #expect(up.status == 0)
      #expect(up.output == "up: SourceSink, Loopback on UDC dummy_udc.0, serial usbfs-conformance\n")
      #expect(up.errors.contains("CONFIG_USB_CONFIGFS_F_HID"))
    }

    @Test(arguments: Shell.installed)
    func `a kernel without max_speed does as long as no speed is asked for`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      let up = try await kernel.gadget("up", in: shell, lacking: ["max_speed"])
      #expect(up.status == 0)
      #expect(kernel.attribute("max_speed") == nil)
      _ = try await kernel.gadget("up", in: shell, lacking: ["max_speed"])
      #expect(kernel.steps == 0)
    }

    @Test(arguments: Shell.installed)
    func `up loads what is not there and mounts configfs`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      try kernel.remove("configfs/usb_gadget")
      let up = try await kernel.gadget("up", in: shell)
      #expect(up.status == 0)
      #expect(
        kernel.log.prefix { !$0.hasPrefix("mkdir") } == [
          "modprobe libcomposite", "modprobe usb_f_ss_lb", "modprobe usb_f_hid",
          "mount -t configfs none \(kernel.path("configfs"))",
        ])
    }

    @Test(arguments: Shell.installed)
    func `up loads and mounts nothing that is there`(shell: Shell) async throws {
      let kernel = try await FakeKernel()
      for module in ["libcomposite", "usb_f_ss_lb", "usb_f_hid"] {
        #expect(try await kernel.sh("mkdir -p \"$SYS/module/\(module)\"").status == 0)
      }
      let up = try await kernel.gadget("up", in: shell)
      #expect(up.status == 0)
      #expect(!kernel.log.contains { $0.hasPrefix("modprobe") || $0.hasPrefix("mount") })
    }
  }
}
