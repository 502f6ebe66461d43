import KernelLab

/// The lines and branches of usbfs zerocopy that were reached, function by function, and why others were not.
package struct CoverageReport: Sendable {
  /// The functions that usbfs zerocopy consists of.
  private static let functions = [
    "usbfs_increase_memory_usage", "usbfs_decrease_memory_usage", "dec_usb_memory_use_count",
    "usbdev_vm_open",
    "usbdev_vm_close", "usbdev_mmap", "find_memory_area", "free_async", "copy_urb_data_to_user",
    "proc_do_submiturb", "processcompl", "processcompl_compat", "hcd_buffer_alloc_pages",
    "hcd_buffer_free_pages", "get_urb32", "async_newpending", "async_removepending", "async_completed",
    "cancel_bulk_urbs", "async_getpending", "proc_unlinkurb", "async_getcompleted", "reap_as", "proc_reapurb",
    "proc_reapurbnonblock", "proc_reapurb_compat", "proc_reapurbnonblock_compat", "usbdev_poll",
    "destroy_async",
    "destroy_async_on_interface", "usbdev_release", "usbdev_remove",
  ]

  /// The table, and below it each line that was not reached and why.
  package let text: String
  /// Whether every line that was not reached has its reason, and no reason is left over.
  package let isExplained: Bool

  /// Compares the lines that were reached with the reasons why others are not.
  init(_ reached: [Coverage.Function], _ reasons: Unreached) {
    func share(_ part: Int, _ whole: Int) -> String {
      let figures = "\(part)/\(whole)"
      return String(repeating: " ", count: max(0, 8 - figures.count)) + figures
        + (whole == 0 ? "" : " " + Self.percent(part, whole))
    }
    let found = reached.filter { Self.functions.contains($0.name) }
    let width = 2 + (Self.functions.map(\.count).max() ?? 0)
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
    for missing in Self.functions where !found.contains(where: { $0.name == missing }) {
      text += "\(missing) is not in this kernel, or the compiler dissolved it\n"
    }
    for stale in reasons.stale(given: found) {
      isExplained = false
      unreached += "\nSTALE in unreached.txt: \(stale)\n"
    }
    self.text = text + unreached
    self.isExplained = isExplained
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
