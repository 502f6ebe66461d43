import CUSBFS
import Glibc

/// The kernel's device events, to be waited for instead of polling.
///
/// The corresponding C interface is a netlink socket of the family `NETLINK_KOBJECT_UEVENT`.
package final class Uevents {
  private let socket: CInt

  /// Listens from now on; what happened before is not seen, so look after this and before `wait`.
  package init() {
    socket = Glibc.socket(AF_NETLINK, CInt(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue), NETLINK_KOBJECT_UEVENT)
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    address.nl_groups = 1
    _ = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
      }
    }
  }

  deinit { close(socket) }

  /// Calls `look` now and after every event until it gives a value. Nil if it gave none within `seconds`.
  package func wait<T>(seconds: Int, for look: () throws -> T?) rethrows -> T? {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    deadline.tv_sec += seconds
    while true {
      if let seen = try look() { return seen }
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let left = (deadline.tv_sec - now.tv_sec) * 1000 + (deadline.tv_nsec - now.tv_nsec) / 1_000_000
      if left <= 0 { return nil }
      var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, CInt(left)) > 0 else { continue }
      // What they say does not matter; all that came by now are one reason to look.
      while recv(socket, nil, 0, CInt(MSG_DONTWAIT)) >= 0 {}
    }
  }
}
