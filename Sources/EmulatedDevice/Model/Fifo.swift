/// A queue that removes its first element in constant time.
struct Fifo<Element> {
  private var storage: [Element?] = []
  private var head = 0

  var count: Int { storage.count - head }
  var isEmpty: Bool { count == 0 }
  var first: Element? { head < storage.count ? storage[head] : nil }

  mutating func append(_ element: Element) { storage.append(element) }

  mutating func prepend(_ element: Element) {
    if head > 0 { head -= 1 } else { storage.insert(nil, at: 0) }
    storage[head] = element
  }

  @discardableResult
  mutating func popFirst() -> Element? {
    guard head < storage.count else { return nil }
    let element = storage[head]
    storage[head] = nil
    head += 1
    if head == storage.count {
      storage.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 64, head * 2 >= storage.count {
      storage.removeFirst(head)
      head = 0
    }
    return element
  }

  /// Changes the first element in place, without a copy of what it holds; nil if there is none.
  mutating func withFirst<Result>(_ body: (inout Element) -> Result) -> Result? {
    guard head < storage.count, var element = storage[head] else { return nil }
    storage[head] = nil
    defer { storage[head] = element }
    return body(&element)
  }

  /// Changes the first element in place together with another value; nil if there is no element.
  @discardableResult
  mutating func withFirst<Other, Result>(
    and other: inout Other, _ body: (inout Element, inout Other) -> Result
  ) -> Result? {
    withFirst { body(&$0, &other) }
  }

  /// Removes and returns the first element that fits; nil if none does.
  mutating func remove(where fits: (Element) -> Bool) -> Element? {
    for index in head..<storage.count {
      if let element = storage[index], fits(element) {
        storage.remove(at: index)
        return element
      }
    }
    return nil
  }

  mutating func removeAll() {
    storage.removeAll()
    head = 0
  }
}
