import GuestProtocol
import Testing

@Suite struct GuestMessageTests {
  private static let messages: [GuestMessage] = [
    .ready, .loading, .plug, .unplug, .exit(0), .exit(134), .failed("usbcore does not load"),
    .lacking("no dummy_hcd"), .file(name: "UNM-1.pcap", base64: "AAECAw=="),
    .record(.rig("dummy_hcd, high speed")),
    .record(.note(clause: "BND-2", .unreached, "interrupt, isochronous")),
    .record(.note(clause: "ZCP-12", .measured, "")),
    .record(.note(clause: "UNM-9", .remark, "two\nlines\\n and a \\ \r")),
    .record(.skip(clause: "ISO-1", reason: "no isochronous endpoints; try RIG=xhci")),
    .record(.inconclusive(clause: "MAP-2", reason: "a\nb")),
  ]

  @Test(arguments: messages) func `a message is one line and reads back as it was`(message: GuestMessage) {
    #expect(!message.line.contains { $0.isNewline })
    #expect(message.line.hasPrefix("@"))
    #expect(GuestMessage(line: message.line) == message)
  }

  @Test(arguments: [
    "", "@", "@nonsense", "ready", "@exit", "@exit soon", "@note", "@note BND-2", "@note BND-2 gossip text",
    "@skip", "@file", "@file UNM-1.pcap", "@file UNM-1.pcap AAECA",
    "{\"kind\":\"event\"}", " @ready",
  ])
  func `a line that is cut or none of these is no message`(line: String) {
    #expect(GuestMessage(line: line) == nil)
  }
}
