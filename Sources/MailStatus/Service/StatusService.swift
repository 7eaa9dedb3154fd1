public import MailAgent
public import MailJournal
public import MailRouting
public import ServiceLifecycle

/// The status server as a service beside the agent.
///
/// Nothing that happens to it may stop the routing: when the port is taken it says so and tries again, and it ends only
/// with everything else.
public struct StatusService: Service {
    /// What the operator is told.
    public enum Notice: Sendable, CustomStringConvertible {
        /// - Parameter wasTaken: it could not, before.
        case listening(address: String, port: UInt16, wasTaken: Bool)
        /// A person has to free the port, or to name another.
        case cannotListen(String, next: String, again: Interval)

        public var description: String {
            switch self {
            case .listening(let address, let port, _):
                "status    http://\(address.contains(":") ? "[\(address)]" : address):\(port)/"
            case .cannotListen(let words, let next, _): "status    \(words); next: \(next)"
            }
        }
    }

    private let settings: StatusSettings
    private let desk: StatusDesk
    private let time: Timekeeper
    private let tell: @Sendable (Notice) -> Void

    /// - Parameters:
    ///   - token: the secret that changes need; nil: nothing can be changed.
    ///   - tell: called on whatever thread; must be quick.
    public init(
        _ settings: StatusSettings, token: String?, sources: StatusSources, actions: StatusActions,
        journal: StatusJournal, pulse: AgentPulse,
        time: Timekeeper = .system, tell: @escaping @Sendable (Notice) -> Void
    ) {
        self.settings = settings
        self.time = time
        self.tell = tell
        desk = StatusDesk(
            board: StatusBoard(sources, journal: journal, pulse: pulse, time: time),
            gate: RequestGate(settings, token: token), actions: actions)
    }

    public func run() async throws {
        var hasTold = false
        while !Task.isShuttingDownGracefully && !Task.isCancelled {
            let fault: (words: String, next: String)
            do throws(ListenFault) {
                let listener = try Listener(address: settings.address, port: settings.port)
                if let server = HTTPServer(Desk(answer: desk.answer), time: time) {
                    tell(.listening(address: settings.address, port: listener.port, wasTaken: hasTold))
                    // Nothing it does waits for anything: it ends at once.
                    await cancelWhenGracefulShutdown { await serve(listener, with: server) }
                    return
                }
                fault = ("no descriptor is left for the status server", "raise the limit of open files (ulimit -n)")
            } catch { fault = (error.words, error.nextStep) }
            // Once is news; every ten seconds is noise.
            if !hasTold { tell(.cannotListen(fault.words, next: fault.next, again: Limits.portRetry)) }
            hasTold = true
            await pause()
        }
    }

    private func serve(_ listener: Listener, with server: HTTPServer) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await server.run(on: listener) }
            group.addTask { [desk, time] in
                while !Task.isCancelled {
                    await desk.board.askAgent()
                    do { try await time.sleep(Limits.readinessInterval) } catch { return }
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func pause() async {
        // Ends early when the agent stops, which is what the loop looks for next.
        await cancelWhenGracefulShutdown { [time] in do { try await time.sleep(Limits.portRetry) } catch {} }
    }
}
