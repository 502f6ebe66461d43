import Glibc

/// Runs a command line of the operator's or the supervisor's and waits for it.
enum Shell {
  /// Throws what failed, in a sentence.
  static func run(_ line: String) throws(Gadget.Failure) {
    var pid: pid_t = 0
    var arguments: [UnsafeMutablePointer<CChar>?] =
      (["sh", "-c", "exec " + line] as [String]).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    guard posix_spawn(&pid, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      throw Gadget.Failure(description: "cannot run `\(line)`")
    }
    var status: CInt = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else { throw Gadget.Failure(description: "`\(line)` failed") }
  }
}
