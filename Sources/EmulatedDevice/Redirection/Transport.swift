/// A byte stream under a redirection, which never blocks.
protocol Transport {
  /// Reads bytes and returns how many; 0 if there are none yet, nil if there will be none.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int?
  /// Writes bytes and returns how many; 0 if none can be written yet, nil if none ever will.
  func write(_ buffer: UnsafeRawBufferPointer) -> Int?
}
