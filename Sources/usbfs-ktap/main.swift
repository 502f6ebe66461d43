// Runs the clauses on this machine and prints KTAP: the supervisor of a machine that no host supervises.
//
// Its settings are in the environment: USBFS_RIG, USBFS_FILTER, USBFS_SHARD, USBFS_HANG_TIMEOUT, and USBFS_MISSING, the
// reason why there is no rig. The tests get all of it, too.

import Clauses
import Glibc
import Reporting

do {
  let settings = try Settings()
  var run = LocalRun(settings)
  run.begin()
  if let reason = settings.missing {
    run.skipAll(because: reason)
  } else {
    run.runAll()
  }
  run.end()
} catch {
  // A plan without tests is an error to whoever reads it, never a pass.
  Console.write("KTAP version 1\n# \(error)\n1..0\n")
}
// Output that is still on its way through a slow serial line would be lost when the power goes.
tcdrain(STDOUT_FILENO)
