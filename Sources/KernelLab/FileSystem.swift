import Glibc
import SystemPackage

/// Files and folders of this machine: the checkout, the cache, locks.
package enum FileSystem {
  /// The checkout this program was built from.
  package static let checkout: FilePath = {
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return path
  }()

  /// Downloads, images and snapshots: `$XDG_CACHE_HOME/usbfs-conformance`. All of it may be deleted at any time.
  package static let cache: FilePath = {
    let variable = { (name: String) in
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    let root =
      variable("XDG_CACHE_HOME").map { FilePath($0) }
      ?? FilePath(variable("HOME") ?? "/tmp").appending(".cache")
    return root.appending("usbfs-conformance")
  }()

  /// Whether a file or folder exists.
  package static func exists(_ path: FilePath) -> Bool { access(path.string, F_OK) == 0 }

  /// Whether a path names a folder.
  static func isFolder(_ path: FilePath) -> Bool {
    var info = stat()
    return stat(path.string, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a path names a symbolic link.
  static func isLink(_ path: FilePath) -> Bool {
    var info = stat()
    return lstat(path.string, &info) == 0 && info.st_mode & S_IFMT == S_IFLNK
  }

  /// MiB that are free where a folder is.
  static func freeSpace(in folder: FilePath) throws -> Int {
    var info = statvfs()
    guard statvfs(folder.string, &info) == 0 else {
      throw HarnessError("cannot look at \(folder): \(Errno(rawValue: errno))")
    }
    return (Int(info.f_bavail) * Int(info.f_frsize)) >> 20
  }

  /// Makes a folder and those above it. Throws a `HarnessError`.
  package static func make(_ path: FilePath) throws {
    if exists(path) { return }
    if path.components.count > 1 { try make(path.removingLastComponent()) }
    guard mkdir(path.string, 0o777) == 0 || errno == EEXIST else {
      throw HarnessError("cannot make \(path): \(Errno(rawValue: errno))")
    }
  }

  /// Removes a file, or a folder with all in it; nothing happens if it is not there.
  package static func remove(_ path: FilePath) {
    if unlink(path.string) == 0 || errno == ENOENT { return }
    for name in names(in: path) { remove(path.appending(name)) }
    rmdir(path.string)
  }

  /// Holds a lock on a folder while `body` runs; others that want it wait, or share it.
  static func withLock<T>(_ folder: FilePath, shared: Bool = false, _ body: () async throws -> T) async throws
    -> T
  {
    let fd = try FileDescriptor.open(folder, .readOnly, options: [.closeOnExec])
    defer { try? fd.close() }
    while flock(fd.rawValue, shared ? LOCK_SH : LOCK_EX) != 0 {
      guard errno == EINTR else { throw HarnessError("cannot lock \(folder): \(Errno(rawValue: errno))") }
      try Task.checkCancellation()
    }
    return try await body()
  }

  /// Whether nobody holds a lock on a folder or file now.
  private static func isFree(_ path: FilePath) -> Bool {
    guard let fd = try? FileDescriptor.open(path, .readOnly, options: [.closeOnExec]) else { return false }
    defer { try? fd.close() }
    return flock(fd.rawValue, LOCK_EX | LOCK_NB) == 0
  }

  /// Takes a lock on a folder for the rest of this program's life. False if another program has it.
  package static func claim(_ folder: FilePath) -> Bool { lock(folder, LOCK_EX | LOCK_NB) }

  /// Takes a shared lock on a folder for the rest of this program's life, for those that only read.
  static func share(_ folder: FilePath) -> Bool { lock(folder, LOCK_SH) }

  private static func lock(_ folder: FilePath, _ operation: CInt) -> Bool {
    guard let fd = try? FileDescriptor.open(folder, .readOnly, options: [.closeOnExec]) else { return false }
    return flock(fd.rawValue, operation) == 0
  }

  /// Removes all but the most recently used of what lies in a folder of the cache, save what a run has locked, and
  /// what an interrupted run left there more than a day ago.
  static func prune(_ folder: FilePath, keeping kept: Int) {
    func age(_ path: FilePath) -> Int {
      var info = stat()
      return stat(path.string, &info) == 0 ? time(nil) - info.st_mtim.tv_sec : 0
    }
    let isTemporary = { (path: FilePath) in path.string.contains("usbfs-conformance.") }
    let paths = names(in: folder).map { folder.appending($0) }.sorted { age($0) < age($1) }
    for path in paths.filter({ !isTemporary($0) }).dropFirst(kept) where isFree(path) { remove(path) }
    for path in paths where isTemporary(path) && age(path) > 86400 { remove(path) }
  }

  /// The folders of sessions, as `Guest.run` fills them, in a folder of reports and those below it.
  package static func guests(below folder: FilePath) -> [FilePath] {
    files("files.txt", below: folder).map { $0.removingLastComponent() }
  }

  /// The files of a name in a folder and all those below it, sorted.
  package static func files(_ name: String, below folder: FilePath) -> [FilePath] {
    names(in: folder).flatMap { other in
      let path = folder.appending(other)
      return other == name ? [path] : files(name, below: path)
    }
  }

  static func names(in path: FilePath) -> [String] {
    guard let folder = opendir(path.string) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Renames a finished file or folder into its place, so that nothing half made ever has the name. Throws a
  /// `HarnessError`.
  static func move(_ made: FilePath, to place: FilePath) throws {
    guard rename(made.string, place.string) == 0 else {
      throw HarnessError("cannot make \(place): \(Errno(rawValue: errno))")
    }
  }

  /// Runs `body` with a new folder that is gone afterwards.
  static func withTemporary<T>(in parent: FilePath? = nil, _ body: (FilePath) async throws -> T) async throws
    -> T
  {
    let root = parent ?? FilePath(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")
    var template = Array(root.appending("usbfs-conformance.XXXXXX").string.utf8CString)
    guard mkdtemp(&template) != nil else {
      throw HarnessError("cannot make a folder in \(root): \(Errno(rawValue: errno))")
    }
    let path = FilePath(template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) })
    defer { remove(path) }
    return try await body(path)
  }

  /// All bytes of a file. Throws a `HarnessError`.
  package static func read(_ path: FilePath) throws -> [UInt8] {
    do {
      let fd = try FileDescriptor.open(path, .readOnly)
      defer { try? fd.close() }
      var bytes: [UInt8] = []
      let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
      defer { chunk.deallocate() }
      while case let count = try fd.read(into: chunk), count > 0 { bytes.append(contentsOf: chunk[..<count]) }
      return bytes
    } catch {
      throw HarnessError("cannot read \(path): \(error)")
    }
  }

  /// A file's text, empty if it cannot be read.
  package static func text(_ path: FilePath) -> String {
    String(decoding: (try? read(path)) ?? [], as: UTF8.self)
  }

  /// Adds to the end of a file, which is made if it is not there. Throws a `HarnessError`.
  static func append(_ bytes: some Sequence<UInt8>, to path: FilePath) throws {
    do {
      let fd = try FileDescriptor.open(
        path, .writeOnly, options: [.create, .append],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try fd.closeAfter { _ = try fd.writeAll(bytes) }
    } catch {
      throw HarnessError("cannot write \(path): \(error)")
    }
  }

  /// Writes a file, new or anew. Throws a `HarnessError`.
  package static func write(
    _ bytes: some Sequence<UInt8>, to path: FilePath,
    mode: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead]
  ) throws {
    do {
      let fd = try FileDescriptor.open(path, .writeOnly, options: [.create, .truncate], permissions: mode)
      defer { try? fd.close() }
      try fd.writeAll(bytes)
    } catch {
      throw HarnessError("cannot write \(path): \(error)")
    }
  }
}
