import Glibc
import Synchronization
import SystemPackage

/// A USB device emulated in this process, which a guest reaches through QEMU's `usb-redir`.
///
/// It has the source, sink and loopback of the hardware rigs' gadget, isochronous and interrupt endpoints besides, and
/// makes the faults of real devices on request: see `DeviceRequest`.
package final class EmulatedDevice: Sendable {
  private let service: Service
  private let collected = ProtocolViolations()
  private let thread: Mutex<pthread_t?>

  /// Listens on a unix socket, to which QEMU connects once. Everything runs on a thread of this object's own.
  /// - Parameters:
  ///   - path: The socket's path, of at most 107 bytes.
  ///   - speed: The speed of the bus.
  ///   - serial: The serial number, by which the guest finds the device.
  ///   - oneTransferAtATime: Whether the controller (QEMU's OHCI) has one packet in flight for all endpoints together.
  ///     An endpoint that has nothing to send then answers NAK; otherwise it keeps the transfer until it has.
  package init(listeningOn path: FilePath, speed: Speed, serial: String, oneTransferAtATime: Bool) throws {
    let service = try Service(complaints: collected)
    let listener = try Listener(at: path)
    self.service = service
    final class Body {
      var listener: Listener?
      let run: (consuming Listener) -> Void
      init(_ listener: consuming Listener, _ run: @escaping (consuming Listener) -> Void) {
        self.listener = consume listener
        self.run = run
      }
    }
    let body = Body(listener) { listener in
      service.run(listener) { isPlugged in
        DeviceModel(
          speed: speed, serial: serial, oneTransferAtATime: oneTransferAtATime, isPlugged: isPlugged,
          now: .now)
      }
    }
    var thread = pthread_t()
    let failure = pthread_create(
      &thread, nil,
      {
        guard let body = $0.map({ Unmanaged<Body>.fromOpaque($0).takeRetainedValue() }) else { return nil }
        if let listener = body.listener.take() { body.run(listener) }
        return nil
      }, Unmanaged.passRetained(body).toOpaque())
    guard failure == 0 else { throw EmulatedDeviceError("no thread: \(Errno(rawValue: failure))") }
    self.thread = Mutex(thread)
  }

  deinit { close() }

  /// Disconnects the device from the bus; does nothing if it is disconnected.
  package func unplug() { service.order(.unplug) }

  /// Connects the device to the bus; does nothing if it is connected.
  package func plug() { service.order(.plug) }

  /// Closes the connection to QEMU and ends the thread; does nothing the second time.
  package func close() {
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let thread else { return }
    service.order(.end)
    pthread_join(thread, nil)
  }

  /// The first hundred violations of the protocol that the device saw, a line each.
  package var complaints: [String] { collected.lines }
}
