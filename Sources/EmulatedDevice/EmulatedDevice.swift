import Glibc
import Synchronization
import SystemPackage

/// A USB device that is made in this process and reaches a guest through QEMU's `usb-redir`.
///
/// It sends, swallows and returns data as the gadget of the hardware rigs does, has isochronous endpoints beside, and
/// does on request what real devices do by accident: see `DeviceRequest`.
package final class EmulatedDevice: Sendable {
  private let service: Service
  private let collected = Complaints()
  private let thread: Mutex<pthread_t?>

  /// Listens on a unix socket; QEMU connects once. Everything runs on a thread of this object's own.
  /// - Parameters:
  ///   - path: Short: a socket's name holds 107 bytes.
  ///   - speed: What the controller speaks.
  ///   - serial: How the guest finds the device.
  ///   - oneTransferAtATime: The controller (QEMU's OHCI) has one packet in flight for all endpoints together: an
  ///     endpoint that has nothing to say then answers NAK, where otherwise it would keep the transfer.
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

  /// Leaves the bus. Does nothing if it is away.
  package func unplug() { service.order(.unplug) }

  /// Comes back. Does nothing if it is there.
  package func plug() { service.order(.plug) }

  /// Ends everything; QEMU sees the connection end. A second time it does nothing.
  package func close() {
    let thread = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    guard let thread else { return }
    service.order(.end)
    pthread_join(thread, nil)
  }

  /// What it saw that the protocol does not allow, a line each; the first hundred.
  package var complaints: [String] { collected.lines }
}
