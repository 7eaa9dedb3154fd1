/// The two servers of a sandbox, in the order they are started.
enum Server: String, CaseIterable, Sendable {
    case dovecot, exim

    func command(in folder: SandboxFolder) throws(SandboxError) -> [String] {
        switch self {
        case .dovecot: [try Program.dovecot.located(), "-F", "-c", folder.dovecotConfiguration]
        // A queue run every two seconds is what the short retry rule needs; -bdf stays in the foreground.
        case .exim: [try Program.exim.located(), "-C", folder.eximConfiguration, "-bdf", "-q2s"]
        }
    }

    /// The ports on which the server speaks first and in plain text, its own greeting included.
    func greetingPorts(_ ports: Sandbox.Ports) -> [UInt16] {
        switch self {
        case .dovecot: [ports.imapStartTLS, ports.lmtp]
        case .exim: [ports.submission]
        }
    }

    func logs(in folder: SandboxFolder) -> [String] {
        switch self {
        case .dovecot: [folder.dovecotLog]
        case .exim: [folder.eximLog, "\(folder.path)/log/exim-panic.log"]
        }
    }
}

extension Sandbox.Ports {
    /// Four different ports that are free at this moment.
    static func choose() -> Self {
        var chosen: Set<UInt16> = []
        while chosen.count < 4 {
            let port = UInt16.random(in: Limits.ports)
            if LoopbackSocket.isFree(port) { chosen.insert(port) }
        }
        let ports = Array(chosen)
        return Self(imapTLS: ports[0], imapStartTLS: ports[1], submission: ports[2], lmtp: ports[3])
    }

    var all: [UInt16] { [imapTLS, imapStartTLS, submission, lmtp] }
}
