import Synchronization

/// Kernel memory that nothing points to any more, as kmemleak finds it (Documentation/dev-tools/kmemleak.rst).
enum Leaks {
  private static let path = "/sys/kernel/debug/kmemleak"

  /// Whether this kernel has kmemleak; from then on it looks only when it is told to.
  static let isThere: Bool = {
    guard Files.exists(path), (try? Files.write("scan=off", to: path)) != nil else { return false }
    // What was lost before is nobody's here.
    _ = find()
    return true
  }()

  /// Whether kmemleak still watches: it stops once it ran out of memory for its records.
  static var isOn: Bool { (try? Files.write("scan=off", to: path)) != nil }

  /// An object that is lost.
  struct Leak {
    /// Lines of kmemleak's report.
    var lines: [Substring]
    /// Functions that allocated it, innermost first.
    var callers: [Substring] {
      let allocators = ["kmalloc", "__kmalloc", "kmem_cache", "__kmem_cache", "slab_post"]
      return lines.filter { $0.contains("[<") }.compactMap {
        $0.split(separator: " ").last?.prefix { $0 != "+" }
      }
      .drop { name in allocators.contains { name.hasPrefix($0) } }.map { $0 }
    }
    /// Whether the gadget's side lost it. The gadget runs in the same kernel as what is tested and is none of that:
    /// f_hid forgets a request each time its interface is set (hidg_set_alt, Linux 6.1).
    var isGadgets: Bool {
      let words = ["composite", "gadget", "configfs", "usb_ep_", "hidg_", "vudc"]
      return callers.contains { name in words.contains { name.contains($0) } }
    }
    /// Summary in a line.
    var summary: String {
      // unreferenced object 0xffff888006f8a300 (size 64):
      let size = lines[0].split(separator: " ").last?.dropLast(2) ?? "?"
      return "\(size) bytes are lost that were allocated in \(callers.prefix(4).joined(separator: ", "))"
    }
  }

  /// Leaks since the last call, without those of the gadget.
  ///
  /// What is found is looked at once more, for what was just being handed over looks lost, too. Kernels as they come
  /// report nothing that is younger than five seconds or that they see for the first time: there it is found later,
  /// and its age says when it was.
  static func find() -> [Leak] {
    defer { try? Files.write("clear", to: path) }
    let first = look()
    guard !first.isEmpty else { return [] }
    let second = look()
    return first.filter { suspect in second.contains { $0.lines[0] == suspect.lines[0] } }
  }

  private static func look() -> [Leak] {
    guard (try? Files.write("scan", to: path)) != nil, let report = Files.read(path) else { return [] }
    return parse(report).filter { !$0.isGadgets }
  }

  private static func parse(_ report: String) -> [Leak] {
    var leaks: [Leak] = []
    for line in report.split(separator: "\n") {
      if line.hasPrefix("unreferenced") {
        leaks.append(Leak(lines: [line]))
      } else if !leaks.isEmpty {
        leaks[leaks.count - 1].lines.append(line)
      }
    }
    return leaks
  }
}
