/// The guest's serial ports beside its console, by what they carry. The names are those of devices in the guest's /dev.
package struct SerialPorts: Sendable, Hashable {
  /// Control lines to and from the host, and the event stream of the tests.
  let control: String
  /// The output of the tests.
  let tests: String
  /// Files for the host; nil if the board has no port for them, so that they are control lines.
  let files: String?

  /// The kernel's argument by which the guest's first process learns the ports.
  var kernelArgument: String {
    "usbfs.ports=" + [control, tests, files].compactMap { $0 }.joined(separator: ",")
  }
}
