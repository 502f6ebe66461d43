import CUSBFS
import Glibc
import SystemPackage

/// The wire between usbip-vudc and vhci_hcd of one machine: a pair of sockets, an end for each.
///
/// The corresponding files are `usbip_sockfd` (drivers/usb/usbip/vudc_sysfs.c) and `attach` (vhci_sysfs.c).
enum USBIP {
  private static let device = "/sys/devices/platform/usbip-vudc.0/usbip_sockfd"
  private static let host = "/sys/devices/platform/vhci_hcd.0/attach"

  /// Connects the gadget to the first port, at high speed. The kernel keeps the sockets as long as it needs them.
  static func connect() throws(Errno) {
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      throw Errno(rawValue: errno)
    }
    defer { for end in ends { close(end) } }
    try Files.write("\(ends[0])", to: device)
    // Port, socket, bus and device number at the other end, speed (USB_SPEED_HIGH).
    try Files.write("0 \(ends[1]) 65538 3", to: host)
  }
}
