import SystemPackage

/// An apt with lists and a cache of its own, for one Debian suite. The mirrors and the keyring are those of the machine's
/// apt, which checks all signatures.
struct PrivateApt {
  /// The options that every call of apt's programs begins with.
  let options: [String]

  /// Sets it up.
  /// - Parameters:
  ///   - folder: Where its lists and its cache go.
  ///   - architectures: Debian's names of the architectures whose packages it knows, its own first.
  ///   - knowsInstalled: Whether it takes what is installed on this machine into account.
  init(suite: String, architectures: [String], in folder: FilePath, knowsInstalled: Bool = true) async throws
  {
    for sub in ["lists/partial", "cache/archives/partial"] { try FileSystem.make(folder.appending(sub)) }
    let targets = try await Tool.run(
      "apt-get",
      ["indextargets", "--format", "$(REPO_URI) $(ORIGIN) $(LABEL) $(CODENAME)", "Created-By: Packages"])
    var sources: Set<String> = []
    for line in targets.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard words.count >= 3, words[1] == "Debian" else { continue }
      let isSecurity = words.last!.hasSuffix("-security")
      // What is not released has no security archive of its own.
      if isSecurity, suite == "sid" || suite == "experimental" { continue }
      sources.insert(
        "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] \(words[0]) \(suite)\(isSecurity ? "-security" : "") main"
      )
    }
    guard !sources.isEmpty else {
      throw HarnessError(
        "this machine's apt has no Debian source that was ever updated: run `apt-get update` once as root")
    }
    try FileSystem.write(
      (sources.sorted().joined(separator: "\n") + "\n").utf8, to: folder.appending("sources.list"))
    var options = [
      "-qq", "-o", "Dir::Etc::SourceList=\(folder)/sources.list", "-o", "Dir::Etc::SourceParts=-",
      "-o", "Dir::State::Lists=\(folder)/lists", "-o", "Dir::Cache=\(folder)/cache",
      "-o", "APT::Architecture=\(architectures[0])",
    ]
    for architecture in architectures { options += ["-o", "APT::Architectures::=\(architecture)"] }
    if !knowsInstalled {
      try FileSystem.write([], to: folder.appending("status"))
      options += ["-o", "Dir::State::Status=\(folder)/status"]
    }
    self.options = options + ["-o", "APT::Sandbox::User=", "-o", "Debug::NoLocking=true"]
  }

  /// Fetches the suite's lists. Throws a `HarnessError`.
  func update() async throws {
    try await Tool.run("apt-get", options + ["--error-on=any", "update"])
  }
}
