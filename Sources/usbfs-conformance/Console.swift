import Clauses
import Reporting
import Runner
import Synchronization

/// The display of a run on standard output: a row once every rig has its clause, in the catalogue's order, and
/// the status line.
final class Console: RunView {
  private struct Column {
    var run: RunInfo
    /// The rig has said what it is.
    var isDescribed = false
    var cells: [String: MatrixTable.Cell] = [:]
    var running: [Clause] = []
    var outcome: RigOutcome?
  }

  private struct State {
    var columns: [Column]
    var table: ConsoleTable
    var matrix: MatrixTable
    var start = ContinuousClock.now
    var hasHeader = false
    /// The number of planned clauses that are printed.
    var printed = 0
    var ticker: Task<Void, any Error>?
    var isOver = false
  }

  private let terminal: Terminal
  private let planned: [Clause]
  /// The names of the columns.
  private let names: [String]
  private let state: Mutex<State>

  private var isSingle: Bool { names.count == 1 }

  /// A display of the rigs of a run on this terminal.
  init(terminal: Terminal, layout: RunLayout) {
    let (kernels, rigs) = (layout.kernels, layout.rigs)
    self.terminal = terminal
    planned = layout.planned
    names = kernels.flatMap { kernel in rigs.map { kernels.count == 1 ? $0 : "\(kernel) \($0)" } }
    state = Mutex(
      State(
        columns: layout.runs.map { Column(run: $0) }, table: ConsoleTable(color: terminal.hasColor),
        matrix: MatrixTable(kernels: kernels, rigs: rigs, color: terminal.hasColor)))
  }

  /// The guests are ready: the clock starts.
  func begin() {
    state.withLock { $0.start = .now }
  }

  /// The rig has said what it is.
  func describe(_ run: RunInfo, column: Int) {
    state.withLock { state in
      state.columns[column].run = run
      state.columns[column].isDescribed = true
      advance(&state)
    }
  }

  /// A result. One that comes again, because it turned out worse, is printed again.
  func show(_ cell: MatrixTable.Cell, of clause: Clause, column: Int) {
    state.withLock { state in
      state.columns[column].cells[clause.id] = cell
      if planned.prefix(state.printed).contains(clause) { printRow(clause, &state) }
      advance(&state)
    }
  }

  /// These clauses run now.
  func runs(_ clauses: [Clause], column: Int) {
    state.withLock { state in
      state.columns[column].running = clauses
      if state.ticker == nil, terminal.isInteractive, !state.isOver { state.ticker = tick() }
    }
  }

  /// The rig is done. Why the harness broke on it is said at once.
  func end(_ outcome: RigOutcome, column: Int) {
    state.withLock { state in
      state.columns[column].running = []
      state.columns[column].outcome = outcome
      if case .noVerdict(let reason) = outcome {
        terminal.clearStatus()
        Terminal.complain("usbfs-conformance: \(isSingle ? "" : "\(names[column]): ")\(reason)")
      }
      if !isSingle {
        advance(&state)
      } else if case .verdict(let summary) = outcome {
        terminal.clearStatus()
        terminal.print(state.table.closing(summary))
      }
    }
  }

  /// All rigs are done.
  func close() {
    stop()
    if isSingle { return }
    state.withLock { state in
      printHeader(&state)
      let outcomes = state.columns.compactMap(\.outcome)
      terminal.print(state.matrix.closing(outcomes, seconds: (ContinuousClock.now - state.start).inSeconds))
    }
  }

  /// Nothing more is shown.
  func stop() {
    state.withLock { state in
      state.isOver = true
      state.ticker?.cancel()
      terminal.clearStatus()
    }
  }

  /// Prints the logs of a clause that is replayed.
  func printLog(_ text: String, column: Int) {
    state.withLock { _ in
      terminal.print((isSingle ? "" : "\(names[column]):\n") + text + (text.hasSuffix("\n") ? "" : "\n"))
    }
  }

  // MARK: Rows

  /// Prints what is known, up to the first clause that a rig still owes.
  private func advance(_ state: inout State) {
    // A rig describes itself with its first clause.
    guard state.columns.allSatisfy({ $0.isDescribed || $0.outcome != nil }) else { return }
    while state.printed < planned.count {
      let clause = planned[state.printed]
      guard state.columns.allSatisfy({ $0.cells[clause.id] != nil || $0.outcome != nil }) else { return }
      state.printed += 1
      printRow(clause, &state)
    }
  }

  private func printHeader(_ state: inout State) {
    if state.hasHeader { return }
    state.hasHeader = true
    let runs = state.columns.map(\.run)
    terminal.print(isSingle ? state.table.header(runs[0]) : state.matrix.header(runs))
  }

  private func printRow(_ clause: Clause, _ state: inout State) {
    let cells = state.columns.map { $0.cells[clause.id] }
    guard let first = cells.compactMap({ $0 }).first else { return }
    printHeader(&state)
    if !isSingle {
      terminal.print(state.matrix.row(cells))
    } else if first.result.isRed {
      terminal.print(state.table.row(first.result, bundle: first.bundle, replay: first.replay))
    } else {
      terminal.print(state.table.row(first.result))
    }
  }

  // MARK: The status line

  /// Keeps the status line's clock going.
  private func tick() -> Task<Void, any Error> {
    Task {
      while true {
        state.withLock { state in
          if !state.isOver { terminal.show(status(state)) }
        }
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  private func status(_ state: State) -> String {
    let done = state.columns.reduce(0) { $0 + ($1.outcome == nil ? $1.cells.count : planned.count) }
    let running = zip(names, state.columns).flatMap { name, column in
      column.running.map { isSingle ? $0.testName : "\(name):\($0.id)" }
    }
    return ConsoleTable.progressLine(
      done: done, total: planned.count * names.count,
      running: isSingle ? running.first ?? "" : running.joined(separator: " "),
      elapsed: (ContinuousClock.now - state.start).inSeconds, width: terminal.width)
  }
}
