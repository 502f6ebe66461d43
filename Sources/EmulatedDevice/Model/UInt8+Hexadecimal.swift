extension UInt8 {
  /// As people write an endpoint's address.
  var hexadecimal: String { (self < 16 ? "0x0" : "0x") + String(self, radix: 16) }
}
