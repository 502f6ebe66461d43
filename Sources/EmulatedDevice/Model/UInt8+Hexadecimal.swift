extension UInt8 {
  /// The number in hexadecimal, as endpoint addresses are written.
  var hexadecimal: String { (self < 16 ? "0x0" : "0x") + String(self, radix: 16) }
}
