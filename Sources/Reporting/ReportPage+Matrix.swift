import Clauses

extension ReportPage {
  var matrix: String {
    let families = Family.allCases.compactMap { family -> String? in
      let members = clauses.filter { $0.family == family }
      return members.isEmpty ? nil : body(family, members)
    }
    let groups = kernels.map { kernel in
      "<th scope=\"colgroup\" class=\"kernel\" colspan=\"\(kernel.columns.count)\"><span>"
        + "Linux \(kernel.releases.joined(separator: ", "))".escapedForXML()
        + (kernel.releases.contains(kernel.name) ? "" : "<small>\(kernel.name.escapedForXML())</small>")
        + "</span></th>"
    }
    let rigs = columns.enumerated().map { index, column in
      "<th scope=\"col\"\(edge(index))>\(column.label.escapedForXML())"
        + "<small class=\"\(column.style)\">\(column.verdictWord)</small></th>"
    }
    return """
      <section aria-labelledby="matrix">
      <h2 id="matrix">Clauses and runs</h2>
      <p class="dim">Clauses and words other than a plain ok or skip open what was seen; a skip leads to its reason. \
      → marks the first kernel on which a rig's verdict changed, ? cannot tell, an empty cell has no result.</p>
      <p class="plain-rows"><input type="checkbox" id="fewer"> \
      <label for="fewer">only clauses that are not ok or skipped everywhere</label></p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="matrix">
      <table>
      \(kernels.map { "<colgroup span=\"\($0.columns.count)\"></colgroup>" }.reduce("<colgroup></colgroup>", +))
      <thead>
      <tr><th scope="col" rowspan="2">clause</th>\(groups.joined())</tr>
      <tr>\(rigs.joined())</tr>
      </thead>
      \(families.joined(separator: "\n"))
      </table>
      </div>
      </section>
      """
  }

  private func body(_ family: Family, _ members: [Clause]) -> String {
    let isEven = members.allSatisfy(isPlain)
    return """
      <tbody\(isEven ? " class=\"even\"" : "")>
      <tr class="family"><th scope="rowgroup" colspan="\(columns.count + 1)"><span>\
      <b>\(family.rawValue)</b> \(family.title.escapedForXML())</span></th></tr>
      \(members.map(row).joined(separator: "\n"))
      </tbody>
      """
  }

  private func row(_ clause: Clause) -> String {
    let marks = Set((changes[clause.id] ?? []).flatMap(\.columns))
    let cells = columns.indices.map { cell(clause, $0, isChange: marks.contains($0)) }
    return "<tr id=\"row-\(clause.id)\"\(isPlain(clause) ? " class=\"even\"" : "")>"
      + "<th scope=\"row\"><a href=\"#\(clause.id)\">\(clause.id)</a> "
      + "<span class=\"title\">\(clause.title.escapedForXML())</span></th>\(cells.joined())</tr>"
  }

  private func cell(_ clause: Clause, _ index: Int, isChange: Bool) -> String {
    let edge = edge(index)
    guard let result = columns[index].results[clause.id] else { return "<td\(edge)></td>" }
    let mark = isChange ? "→\u{A0}" : ""
    let seconds = result.duration.map { ", \($0.tenths) s" } ?? ""
    let title = " title=\"\((name(index) + seconds).escapedForXML(inAttribute: true))\""
    var text = mark + result.shortWord
    if case .skip = result.verdict,
      let reason = reasons.firstIndex(where: { $0.text == result.wordAndReason })
    {
      text = "<a href=\"#reason-\(reason + 1)\">\(text)\u{A0}\(reason + 1)</a>"
    } else if let target = target(clause, index) {
      text = "<a href=\"#\(target)\">\(text)</a>"
    }
    return "<td class=\"\(result.style.name)\(edge.isEmpty ? "" : " edge")\"\(title)>\(text)</td>"
  }

  /// The id of the element that tells what a run saw of a clause; nil if there is nothing to tell.
  private func target(_ clause: Clause, _ index: Int) -> String? {
    let observations = observations[clause.id] ?? []
    guard let observation = observations.firstIndex(where: { $0.columns.contains(index) }) else { return nil }
    return observations[observation].hasEvidence
      ? "\(clause.id).\(index + 1)" : "\(clause.id).s\(observation + 1)"
  }

  private func edge(_ index: Int) -> String {
    kernels.contains { $0.columns.lowerBound == index } ? " class=\"edge\"" : ""
  }

  /// Whether the clause has nothing but passes, records and skips.
  private func isPlain(_ clause: Clause) -> Bool {
    columns.allSatisfy { column in
      guard let result = column.results[clause.id] else { return true }
      if case .skip = result.verdict { return true }
      return result.verdict == .pass || result.isRecorded
    }
  }

  // MARK: Panels

  /// The panels that open when the link of a clause or a cell is followed.
  var panels: String {
    "<section aria-labelledby=\"clauses\">\n<h2 id=\"clauses\" class=\"print\">Clauses</h2>\n"
      + clauses.map(panel).joined(separator: "\n") + "\n</section>"
  }

  private func panel(_ clause: Clause) -> String {
    let id = clause.id
    var parts = [
      "<p><b>Expected (\(clause.grade.name))</b>: \(clause.text.escapedForXML())</p>"
    ]
    if !clause.history.isEmpty {
      parts.append("<p class=\"dim\">History: \(clause.history.escapedForXML())</p>")
    }
    parts.append(verdicts(clause))
    if let changes = changes[id], !changes.isEmpty {
      parts.append(
        "<p>First changed: \(changes.map(sentence).joined(separator: "; ").escapedForXML()).</p>")
    }
    parts += (observations[id] ?? []).enumerated().map { observation($1, number: $0 + 1) }
    return """
      <article class="panel" id="\(id)" tabindex="-1" aria-labelledby="name-\(id)">
      <header><h3 id="name-\(id)">\(clause.testName.escapedForXML())</h3> \
      <a class="close" href="#row-\(id)" aria-label="close \(id)">✕</a></header>
      \(parts.joined(separator: "\n"))
      </article>
      """
  }

  /// The verdicts of a clause, each with the runs that have it.
  private func verdicts(_ clause: Clause) -> String {
    var words: [(word: String, style: ANSIStyle, columns: [Int])] = []
    for (index, column) in columns.enumerated() {
      guard let result = column.results[clause.id] else { continue }
      if let known = words.firstIndex(where: { $0.word == result.word }) {
        words[known].columns.append(index)
      } else {
        words.append((result.word, result.style, [index]))
      }
    }
    let items = words.map {
      "<li><span class=\"badge \($0.style.name)\">\($0.word)</span> \(names($0.columns).escapedForXML())</li>"
    }
    return "<ul class=\"plain\">\(items.joined())</ul>"
  }

  private func observation(_ observation: Observation, number: Int) -> String {
    let result = observation.result
    let id = result.clause.id
    var parts = [
      "<h4><span class=\"badge \(result.style.name)\">\(result.word)</span> "
        + "\(names(observation.columns).escapedForXML())</h4>"
    ]
    let reason = result.isRecorded ? "" : (result.verdict.reason ?? "").onOneLine
    if !reason.isEmpty { parts.append("<p>\(reason.escapedForXML())</p>") }
    parts += result.remarks.map { "<p>Note: \($0.onOneLine.escapedForXML())</p>" }
    if observation.hasEvidence, !result.observation.isEmpty {
      let lines = Evidence.excerpt(
        Array(result.observation.joined(separator: "\n").utf8), limit: Evidence.logLimit)
      parts.append("<pre tabindex=\"0\">\(lines.text.escapedForXML())</pre>")
      if observation.columns.count > 1, lines.text.contains("0x") {
        parts.append(
          "<p class=\"dim\">Addresses are those of \(name(observation.columns[0]).escapedForXML()).</p>")
      }
    }
    if observation.hasEvidence { parts += observation.columns.map { evidence(id, $0) } }
    return "<section class=\"observation\" id=\"\(id).s\(number)\" tabindex=\"-1\">\n"
      + "\(parts.joined(separator: "\n"))\n</section>"
  }

  private func evidence(_ id: String, _ index: Int) -> String {
    let column = columns[index]
    let bundle = evidence.bundle(index, id)
    let folder = column.run.bundle(id)
    let seconds = column.results[id]?.duration.map { ", \($0.tenths) s" } ?? ""
    var parts = ["<h5>\((name(index) + seconds).escapedForXML())</h5>"]
    if let replay = column.run.record.run.replay {
      parts.append("<p>Replay: <code>\("\(replay) \(id)".onOneLine.escapedForXML())</code></p>")
    }
    if let size = bundle.captureSize {
      let name = "\(id)-\(column.label)-\(kernels[column.kernel].name)".map {
        $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") ? String($0) : "-"
      }.joined()
      if let capture = bundle.capture {
        parts.append(
          "<p>Capture: <a download=\"\(name).pcap\" "
            + "href=\"data:application/vnd.tcpdump.pcap;base64,\(capture)\">usbmon.pcap</a>, \(Self.size(size))</p>"
        )
      } else {
        let file = folder.appending("usbmon.pcap").string.onOneLine
        parts.append(
          "<p>Capture: \(Self.size(size)), left out to keep this page small: <code>\(file.escapedForXML())</code></p>"
        )
      }
      if let note = column.results[id]?.captureNote {
        parts.append("<p class=\"dim\">\(note.onOneLine.escapedForXML())</p>")
      }
    }
    if let log = bundle.log {
      if bundle.omitted > 0 {
        let file = folder.appending("kernel.log").string.onOneLine
        parts.append(
          "<p>Kernel log, without \(Self.size(bundle.omitted)) of it: <code>\(file.escapedForXML())</code></p>"
        )
      } else {
        parts.append("<p>Kernel log:</p>")
      }
      parts.append("<pre tabindex=\"0\">\(log.escapedForXML())</pre>")
    } else {
      parts.append("<p class=\"dim\">No kernel log.</p>")
    }
    return "<section class=\"run\" id=\"\(id).\(index + 1)\" tabindex=\"-1\">\n"
      + "\(parts.joined(separator: "\n"))\n</section>"
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 10240 ? "\(bytes) bytes" : "\(bytes >> 10) KiB"
  }
}
