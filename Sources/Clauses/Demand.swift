/// Demand of a clause on the machine that runs it: time, or processors.
package enum Demand: Sendable {
  /// Minutes of time, most of them spent waiting for the bus.
  case minutes
  /// Several processors that run at the same moment: without them threads take turns and do not race.
  case processors
  /// A few seconds of one processor.
  case moments
}
