/// What an operator says about simulated mail in real mailboxes.
public struct SimulationSettings: Sendable, Equatable {
    /// Where its acknowledgements go.
    public let sink: SimulationSink
    public init(sink: SimulationSink = .nowhere) { self.sink = sink }
}

/// Where the acknowledgements of simulated mail go: its senders are made up, and nobody may be written to by mistake.
public enum SimulationSink: Sendable, Equatable {
    /// Nowhere: there are none.
    case nowhere
    /// All of them to one address, in the envelope and in To.
    case address(Address)
    /// To the senders, as if it were real; the configuration allows it only where every submission host is this machine.
    case senders
}
