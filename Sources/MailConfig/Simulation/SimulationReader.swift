public import MailRehearsal
public import MailRouting

/// Reads `simulation.yaml`: the plan of simulated weeks, or everything that is wrong with it.
public enum SimulationReader {
    /// - Parameters:
    ///   - file: The path as a person gave it; findings show it in this form.
    ///   - allowedDomains: Domains that may be written from besides those nobody can own (RFC 2606, RFC 6761).
    public static func read(
        _ file: String, allowing allowedDomains: [String] = []
    ) throws(Diagnostics) -> SimulationPlan {
        let reading = Reading()
        let root = reading.yaml(at: file, shownAs: file)?.root
        return try reading.finish(
            root.flatMap { SimulationDecoder($0, allowing: allowedDomains, reading).decode() })
    }
}
