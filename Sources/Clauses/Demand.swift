/// What a clause asks of the machine that runs it.
package enum Demand: Sendable {
  /// Minutes, most of them spent waiting for the bus.
  case minutes
  /// Processors that run at the same moment: without them threads take turns and do not race.
  case processors
  /// Moments of one processor.
  case moments
}
