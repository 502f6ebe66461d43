import ArgumentParser
import KernelLab
import SystemPackage

/// `usbfs-conformance coverage`
struct CoverageCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "coverage",
    abstract: "Runs the clauses on the instrumented kernel and prints what of usbfs zerocopy they reached.",
    discussion: """
      What was not reached is explained in Sources/usbfs-conformance/unreached.txt, or is called UNEXPLAINED. Exit \
      status: 0 all of it is explained, 1 something is not, or what the table calls unreached was reached.
      """)

  /// What usbfs zerocopy consists of.
  private static let functions = [
    "usbfs_increase_memory_usage", "usbfs_decrease_memory_usage", "dec_usb_memory_use_count",
    "usbdev_vm_open",
    "usbdev_vm_close", "usbdev_mmap", "find_memory_area", "free_async", "copy_urb_data_to_user",
    "proc_do_submiturb", "processcompl", "processcompl_compat", "hcd_buffer_alloc_pages",
    "hcd_buffer_free_pages",
  ]

  @Option(parsing: .upToNextOption, help: "Rigs, or all.") var rig = ["all"]
  @Option(help: "Where the reports go; the pages are in its folder coverage.") var output = "results"
  @Option(help: "Only these clauses.") var filter: String?
  @Flag(help: "Runs nothing: looks at what an earlier run left in the output folder.") var keep = false

  func run() async throws -> Int32 {
    let terminal = Terminal()
    defer { terminal.clearStatus() }
    let kernel = try await Kernel.get(.instrumented) { terminal.progress($0) }
    if !keep {
      // What is lost, `run --kernel instrumented` tells; looking for it takes most of a short clause's time.
      var words = [
        "run", "--kernel", "instrumented", "--append", "kmemleak=off", "--output", output, "--rig",
      ]
      words += rig
      if let filter { words += ["--filter", filter] }
      guard let run = try UsbfsConformance.parseAsRoot(words) as? RunCommand else { return 2 }
      let status = try await run.run()
      if status == 2 { return 2 }
    }
    let folder = FilePath(output)
    let guests = FileSystem.guests(below: folder)
    terminal.progress("adding up what \(guests.count) guests reached")
    let page = folder.appending("coverage/index.html")
    let coverage = try await Coverage.collect(kernel, guests: guests, page: page)
    let found = coverage.functions.filter { Self.functions.contains($0.name) }
    let reasons = try Unreached(
      FileSystem.read(FileSystem.checkout.appending("Sources/usbfs-conformance/unreached.txt")))
    let (text, isExplained) = Self.report(found, reasons)
    terminal.clearStatus()
    terminal.print(text + "\n\(page)\n")
    return isExplained ? 0 : 1
  }

  /// The table, and below it what was not reached and why; and whether all of that is explained and no more.
  static func report(_ found: [Coverage.Function], _ reasons: Unreached) -> (text: String, isExplained: Bool)
  {
    func share(_ part: Int, _ whole: Int) -> String {
      let figures = "\(part)/\(whole)"
      return String(repeating: " ", count: max(0, 8 - figures.count)) + figures
        + (whole == 0 ? "" : " " + Self.percent(part, whole))
    }
    let width = 2 + (functions.map(\.count).max() ?? 0)
    var text = "\n" + "function".padded(width) + "lines".padded(15) + "branches\n"
    var unreached = ""
    var isExplained = true
    var sums = [0, 0, 0, 0]
    for function in found {
      let lines = function.lines.count { $0.count > 0 }
      let branches = function.lines.flatMap(\.branches)
      let taken = branches.count { $0 > 0 }
      for (index, value) in [lines, function.lines.count, taken, branches.count].enumerated() {
        sums[index] += value
      }
      text +=
        function.name.padded(width) + share(lines, function.lines.count).padded(15)
        + share(taken, branches.count) + "\n"
      for line in function.lines where !line.isReached {
        let reason = reasons.reason(for: line.text, in: function.name)
        isExplained = isExplained && reason != nil
        let ways = line.branches.count { $0 == 0 }
        let what = line.count == 0 ? "line" : "\(ways) of \(line.branches.count) ways"
        unreached += "\n\(function.file):\(line.number) \(function.name), \(what)\n    \(line.text)\n"
        unreached += "      \(reason ?? "UNEXPLAINED")\n"
      }
    }
    text += "all".padded(width) + share(sums[0], sums[1]).padded(15) + share(sums[2], sums[3]) + "\n"
    for missing in functions where !found.contains(where: { $0.name == missing }) {
      text += "\(missing) is not in this kernel, or the compiler dissolved it\n"
    }
    for stale in reasons.stale(given: found) {
      isExplained = false
      unreached += "\nSTALE in unreached.txt: \(stale)\n"
    }
    return (text + unreached, isExplained)
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    let text = "\(part * 100 / whole)%"
    return String(repeating: " ", count: 4 - text.count) + text
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
