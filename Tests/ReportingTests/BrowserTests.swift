import Foundation
import Validators
import Testing

/// The page of runs in a browser: what it looks like is not to be had from its text.
///
/// A second page holds it in frames of a laptop's and a phone's width, light and dark, and asks the browser. So all of
/// it takes one start of the browser.
@Suite(.enabled(if: Browser.isInstalled, "the browser is missing: apt-get install chromium"))
struct BrowserTests {
  /// The page, and one in which all is wrong that the probe looks for.
  private static let seen = Result {
    try Browser.look(
      at: ReportPageTests.page,
      beside: ReportPageTests.page
        .replacing(
          "</main>",
          with: "<p style=\"min-width:2000px;color:#888;background:#777\">wide and faint</p></main>"
        )
        .replacing("script-src", with: "img-src http:; script-src")
        .replacing("</h1>", with: " <img alt=\"\" src=\"http://127.0.0.1:1/\"></h1>")
        .replacing("const close = ", with: "const other = 1; const close = "))
  }

  @Test func `the page fits laptop and phone, light and dark, and its cells open`() throws {
    let (frames, console) = try Self.seen.get()
    #expect(console.filter { !$0.contains("wrong.html") } == [], "nothing is refused and nothing breaks")
    #expect(
      frames.map(\.name) == ["laptop light", "laptop dark", "phone light", "phone dark", "phone wrong"])
    for frame in frames.dropLast() {
      #expect(frame.overflow <= 0, "\(frame.name) scrolls sideways")
      #expect(frame.resources == [], "\(frame.name) asks for something")
      #expect(frame.faint == [], "\(frame.name) is hard to read")
      #expect(frame.opened == "BND-2.1 BND-2", "\(frame.name): a cell opens its panel and scrolls to its run")
      #expect(frame.openOverflow <= 0, "\(frame.name): the panel scrolls sideways")
      #expect(frame.afterEscape == "#row-BND-2 none", "\(frame.name): Escape closes it")
      #expect(frame.fewer == "none table-row", "\(frame.name): the box hides rows where all is well")
      #expect(frame.stuck == "0 0", "\(frame.name): heads and names stay while the matrix scrolls")
      #expect(frame.isDark == frame.name.hasSuffix("dark"))
    }
  }

  @Test func `what the probe looks for it sees`() throws {
    let (frames, console) = try Self.seen.get()
    let wrong = try #require(frames.last)
    #expect(wrong.overflow > 0)
    #expect(wrong.resources.count == 1)
    #expect(wrong.faint == ["wide and faint"])
    #expect(wrong.afterEscape == "#BND-2.1 block")
    #expect(
      console.contains { $0.contains("wrong.html") && $0.contains("Content Security Policy") },
      "another script is refused")
  }
}

/// Debian's Chromium without a screen.
enum Browser {
  static let program = "/usr/bin/chromium"
  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

  struct Frame: Decodable {
    var name: String
    var isDark: Bool
    /// Pixels that the page is wider than its frame.
    var overflow: Int
    var openOverflow: Int
    var resources: [String]
    /// Texts with a contrast below 4.5 to 1.
    var faint: [String]
    var opened: String
    var afterEscape: String
    var fewer: String
    var stuck: String
  }

  /// What is to be seen of a page in four frames, and of another one in a fifth; and what the browser complains of.
  static func look(at page: String, beside wrong: String) throws -> (frames: [Frame], console: [String]) {
    let folder = try Python.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(page.utf8).write(to: folder.appending(path: "report.html"))
    try Data(wrong.utf8).write(to: folder.appending(path: "wrong.html"))
    try Data(probe.utf8).write(to: folder.appending(path: "probe.html"))
    let (output, _) = try Python.run(
      "/usr/bin/timeout",
      [
        "60", program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--disable-background-networking", "--allow-file-access-from-files",
        "--enable-logging=stderr", "--user-data-dir=\(folder.appending(path: "profile").path)",
        "--virtual-time-budget=10000", "--dump-dom", folder.appending(path: "probe.html").absoluteString,
      ])
    let answer = try #require(output.firstMatch(of: #/<pre>(\[.*\])<\/pre>/#), "\(output.suffix(2000))").1
    let text = answer.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    return (
      try JSONDecoder().decode([Frame].self, from: Data(text.utf8)),
      output.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
    )
  }

  private static let probe = """
    <!DOCTYPE html><meta charset="utf-8"><body><script>
    const channels = color => color.match(/[\\d.]+/g).map(Number)
    const luminance = color => {
      const [r, g, b] = channels(color).map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
      return .2126 * r + .7152 * g + .0722 * b
    }
    function look(frame, name) {
      const window = frame.contentWindow, document = window.document, root = document.documentElement
      const style = element => window.getComputedStyle(element)
      const ground = element => {
        for (; element; element = element.parentElement) {
          const color = style(element).backgroundColor
          if ((channels(color)[3] ?? 1) > .99) return color
        }
      }
      const faint = () => [...document.body.querySelectorAll('*')].filter(element => {
        if (!element.checkVisibility() || element.tagName == 'SCRIPT') return false
        if (![...element.childNodes].some(node => node.nodeType == 3 && node.data.trim())) return false
        const [a, b] = [luminance(style(element).color), luminance(ground(element))].sort((a, b) => b - a)
        return (a + .05) / (b + .05) < 4.5
      }).map(element => element.textContent)
      const overflow = () => root.scrollWidth - root.clientWidth
      const seen = { name, overflow: overflow(), faint: faint() }
      seen.isDark = luminance(ground(document.body)) < .5
      seen.resources = window.performance.getEntriesByType('resource').map(entry => entry.name)

      const box = document.querySelector('.scroll')
      box.style.maxHeight = '200px'; box.style.maxWidth = '300px'
      box.scrollTo(80, 80)
      const at = element => element.getBoundingClientRect()
      const inner = at(box).left + box.clientLeft
      seen.stuck = [Math.round(at(document.querySelector('thead')).top - at(box).top - box.clientTop),
        Math.round(at(document.querySelector('#row-BND-2 th')).left - inner)].join(' ')
      if (!box.scrollTop || !box.scrollLeft) seen.stuck = 'does not scroll'
      box.style.maxHeight = box.style.maxWidth = ''

      document.querySelector('#row-BND-2 td a').click()
      const panel = document.querySelector('#BND-2')
      const run = document.querySelector(':target'), place = at(run)
      const top = document.elementFromPoint(place.left + 20, place.top + 20)
      seen.opened = (run.contains(top) ? run.id : top?.outerHTML) + ' ' + top?.closest('article')?.id
      seen.openOverflow = panel.scrollWidth - panel.clientWidth
      seen.faint.push(...faint().filter(text => !seen.faint.includes(text)))
      window.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'Escape' }))
      seen.afterEscape = window.location.hash + ' ' + style(panel).display

      document.querySelector('#fewer').click()
      seen.fewer = ['#row-BND-1', '#row-BND-2'].map(row => style(document.querySelector(row)).display).join(' ')
      return seen
    }
    const frames = ['laptop light', 'laptop dark', 'phone light', 'phone dark', 'phone wrong'].map(name => {
      const frame = document.createElement('iframe')
      const [device, scheme] = name.split(' ')
      const [width, height] = device == 'phone' ? [390, 844] : [1280, 800]
      frame.style = `width:${width}px;height:${height}px;border:0;color-scheme:${scheme == 'dark' ? 'dark' : 'light'}`
      frame.src = scheme == 'wrong' ? 'wrong.html' : 'report.html'
      const done = new Promise(resolve => frame.onload = () => resolve(look(frame, name)))
      document.body.append(frame)
      return done
    })
    Promise.all(frames).then(seen => {
      document.body.innerHTML = '<pre></pre>'
      document.body.firstChild.textContent = JSON.stringify(seen)
    })
    </script>
    """
}
