import Foundation
import Validators
import SystemPackage
import Testing

@testable import KernelLab

private let tools = FileSystem.cache.appending("venv/bin")
private let lavaSchema = "/usr/share/lava-common/lava-schema.py"

/// The examples in `ci`, judged by the schemas of those who read them.
@Suite struct CITests {
  private static let folder = FileSystem.checkout.appending("ci")

  @Test(
    .enabled(if: FileSystem.exists(tools.appending("check-jsonschema")), "no check-jsonschema: make venv"),
    arguments: [("github-workflows", "github.yml"), ("gitlab-ci", "gitlab.yml")])
  func `GitHub's and GitLab's schemas take the examples`(schema: String, file: String) async throws {
    try await Tool.run(
      tools.appending("check-jsonschema").string,
      ["--builtin-schema", "vendor.\(schema)", Self.folder.appending(file).string])
  }

  @Test(
    .enabled(if: FileSystem.exists(FilePath(lavaSchema)), "no lava-schema.py: apt-get install lava-common"),
    arguments: ["lava-qemu.yaml", "lava-board.yaml"])
  func `LAVA's schema takes the jobs`(file: String) throws {
    let (output, status) = try Python.run([lavaSchema, "job", "--strict", Self.folder.appending(file).string])
    #expect(status == 0, "\(output)")
  }

  @Test(.enabled(if: FileSystem.exists(tools.appending("tuxlava")), "no tuxlava: make venv"))
  func `tuxrun's library takes the job for QEMU`() async throws {
    let job = Self.folder.appending("lava-qemu.yaml").string
    let printed = try await Tool.run(
      tools.appending("tuxlava").string, ["--device", "qemu-lava", "--job-definition", job])
    #expect(printed.contains("usbfs.rig=dummy"))
  }

  @Test(arguments: ["lava-qemu.yaml", "lava-board.yaml", "README.md"])
  func `they boot the kernel as the guests are booted`(file: String) throws {
    let text = String(decoding: try FileSystem.read(Self.folder.appending(file)), as: UTF8.self)
    for word in [
      "panic=-1", "oops=panic", "init_on_alloc=0", "init_on_free=0", "page_poison=1", "slub_debug=FZP",
    ] {
      #expect(Guest.arguments.contains(word))
      #expect(text.contains(word))
    }
  }
}
