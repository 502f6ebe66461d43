extension Catalogue {
  /// Clauses of the family DEV: the device changes under region URBs.
  static let dev: [Clause] = [
    Clause(
      "DEV-1", .must, "the device is set up anew under region URBs",
      "With region URBs pending, the region mapped or already unmapped: SETINTERFACE, RELEASEINTERFACE, RESET and another "
        + "descriptor's DISCONNECT_CLAIM give back the URBs of the interfaces that they take, at once and with an error; "
        + "SETINTERFACE of another interface, RESETEP and CLEAR_HALT of another endpoint that stalled, and a "
        + "SETCONFIGURATION that is refused for the claims (EBUSY), leave them in flight. The region stays memory, the "
        + "quota returns, and the next program works."),
    Clause(
      "DEV-2", .must, "close, SIGKILL and exec with URBs of every type in flight",
      "A process that closes its descriptor, is killed (SIGKILL), or becomes another program (exec) with control, "
        + "interrupt, bulk and isochronous URBs in flight, in regions that are mapped or not and in ordinary memory: all "
        + "is returned, the log is clean, the device is usable by the next program."),
    Clause(
      "DEV-3", .since(KernelVersion(5, 16), fix: "ae8709b296d8"),
      "who waits for a silent device can be killed and holds up nobody",
      "A process that waits in BULK, CONTROL or REAPURB for a device that does not answer dies at once of SIGKILL; while "
        + "it waits, other calls to the device return.",
      history:
        "Before, BULK and CONTROL held the device's lock as long as they waited, and slept through signals."),
  ]
}
