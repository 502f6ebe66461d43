import DeviceControl
import SystemPackage
public enum Speed: Sendable { case full, high }
public final class EmulatedDevice: Sendable {
  public init(listeningOn path: FilePath, speed: Speed, serial: String, oneTransferAtATime: Bool) throws {}
  public func unplug() {}
  public func plug() {}
  public func close() {}
}
