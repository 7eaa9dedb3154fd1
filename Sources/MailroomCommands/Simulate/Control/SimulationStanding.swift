import MailRehearsal
import MailRouting

/// How a running simulation stands, as it says of itself.
struct SimulationStanding: Codable, Equatable, Sendable {
    let simulation: String
    let process: Int32
    let speed: String
    /// A state of `Pacing`.
    let state: String
    let delivered: Int
    let messages: Int
    /// What the simulated clock shows, for people; empty when it shows nothing.
    let shows: String

    /// For people, on one line.
    var line: String {
        let words = state == Pacing.State.over.rawValue ? "everything came" : state
        let clock = shows.isEmpty ? "" : ", the simulated clock shows \(shows)"
        // It comes from a file.
        return ColumnText.harmless(
            "\(simulation) (process \(process), speed \(speed)): \(words), \(delivered) of \(messages) messages delivered\(clock)",
            atMost: 300)
    }

    var row: JSONLine {
        var row = JSONLine(capacity: 200)
        row.add("simulation", simulation)
        row.add("process", Int(process))
        row.add("speed", speed)
        row.add("state", state)
        row.add("delivered", delivered)
        row.add("messages", messages)
        row.add("shows", shows)
        return row
    }
}
