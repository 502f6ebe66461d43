/// What carries the bytes of a redirection; never blocks.
protocol Transport {
  /// - Returns: How many bytes came; 0 if none did yet, nil if none will.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int?
  /// - Returns: How many bytes went; 0 if none can yet, nil if none will.
  func write(_ buffer: UnsafeRawBufferPointer) -> Int?
}
