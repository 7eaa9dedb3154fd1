import ArgumentParser
import MailSimulation

/// Some days among the worst autoresponders, and opposite another agent of ours, counted against what the limits allow.
struct Zoo {
    let days: Int

    func run() throws {
        var holds = true
        func report(_ isRight: Bool, _ line: String) {
            print("\(isRight ? "held" : "did not hold")  \(line)")
            holds = holds && isRight
        }
        let zoo = try ZooRun(days: days)
        let total = zoo.acknowledgements.values.reduce(0, +)
        for name in ZooRun.names {
            let count = zoo.acknowledgements[name, default: 0]
            report(count > 0, "\(count) acknowledgements to: \(name)")
        }
        for (domain, count) in zoo.domains.sorted(by: { $0.key < $1.key }) {
            report(count <= zoo.bound.domain, "\(count) to \(domain), at most \(zoo.bound.domain)")
        }
        if let (sender, count) = zoo.senders.max(by: { $0.value < $1.value }) {
            report(count <= zoo.bound.sender, "\(count) to one mailbox (\(sender)), at most \(zoo.bound.sender)")
        }
        report(total <= zoo.bound.total, "\(total) acknowledgements in \(days) days, at most \(zoo.bound.total)")
        report(zoo.routed == zoo.letters, "\(zoo.routed) of \(zoo.letters) messages stand where they belong")
        report(zoo.isQuiet, "nothing is left to do")
        for relay in FacingRun.Relay.allCases {
            let facing = try FacingRun(days: days, relay: relay)
            // Through an honest relay nobody answers an answer: one for each letter at most.
            let bound = relay == .honest ? facing.letters : facing.bound
            report(
                facing.isQuiet && facing.isRouted && facing.sent.allSatisfy { $0 > 0 && $0 <= bound },
                "two agents, \(relay.rawValue) relay: \(facing.sent[0]) and \(facing.sent[1]) sent, at most \(bound) each"
            )
        }
        if !holds { throw ExitCode(1) }
    }
}
