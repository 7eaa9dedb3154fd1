import MailJournal
import MailRouting
import MailSimulation
import Testing

@testable import MailAgent

/// Rules and accounts that are replaced while the agent runs.
@Suite("a swap", .timeLimit(.minutes(3)))
struct SwapTests {
    private static func isAccount(_ change: WalkEvent.AccountChange) -> @Sendable (WalkEvent) -> Bool {
        { event in if case .account(_, change) = event { true } else { false } }
    }

    private static func configuration(_ configuration: Configuration, accounts: [Account]) -> Configuration {
        Configuration(
            accounts: accounts, departments: configuration.departments,
            submissionHosts: configuration.submissionHosts, acknowledgements: configuration.acknowledgements,
            delivery: configuration.delivery, stateFolder: "", rulesFolder: "", templatesFolder: "")
    }

    @Test("what was decided before keeps its decision, what comes after goes by the new rules")
    func rules() async throws {
        let world = try PretendWorld()
        let swapped = try PretendWorld.router(
            world.configuration, first: PretendWorld.line("archive", PretendWorld.text(.subject, "order"), nil),
            last: nil)
        try await world.settle { world in
            try await world.walk.wait("both are watched") { $0.count(\.isWatching) >= 2 }
            // Decided and not delivered: the server refuses to move until after the swap.
            world.server.change { $0.refusesConnections = true }
            world.server.deposit(letter("order", 1), in: PretendWorld.info)
            try await world.walk.wait("it is decided") { $0.count(\.isDecided) == 1 }
            world.rules.replace(with: swapped, world.configuration)
            world.server.change { $0.refusesConnections = false }
            try await world.walk.wait("it is routed") { $0.count(\.isRouted) == 1 }
            world.server.deposit(letter("order", 2), in: PretendWorld.info)
            try await world.walk.wait("the next one is routed") { $0.count(\.isRouted) == 2 }
        }
        #expect(world.server.messages(in: PretendWorld.sales).map(\.bytes) == [letter("order", 1)])
        #expect(world.server.messages(in: PretendWorld.archive).map(\.bytes) == [letter("order", 2)])
    }

    @Test("an account is removed, added again and changed; the other keeps its connections")
    func accounts() async throws {
        let world = try PretendWorld()
        let all = world.configuration
        let router = world.rules.inForce.router
        let support = try #require(all.account("support"))
        let faster = Account(
            name: support.name, address: support.address, aliases: [], server: support.server, watch: support.watch,
            backlog: support.backlog, pollInterval: .seconds(30))
        try await world.settle { world in
            try await world.walk.wait("both are watched") { $0.count(\.isWatching) >= 2 }
            try await world.arrive([letter("order", 1)])
            world.rules.replace(with: router, Self.configuration(all, accounts: all.accounts.filter { $0 != support }))
            try await world.walk.wait("it is gone") { $0.count(Self.isAccount(.removed)) == 1 }
            world.server.deposit(letter("order", 2, to: "support"), in: PretendWorld.support)
            try await world.arrive([letter("order", 3)])

            world.rules.replace(with: router, all)
            try await world.walk.wait("it is back, and what waited is routed") {
                $0.count(Self.isAccount(.added)) == 1 && $0.count(\.isRouted) == 3
            }
            world.rules.replace(with: router, Self.configuration(all, accounts: [all.accounts[0], faster]))
            try await world.walk.wait("it is watched anew") {
                $0.count(Self.isAccount(.changed)) == 1 && $0.count(\.isWatching) == 4
            }
            world.server.deposit(letter("order", 4, to: "support"), in: PretendWorld.support)
            try await world.walk.wait("it is routed") { $0.count(\.isRouted) == 4 }
            let watched = world.walk.all.filter {
                if case .watching(PretendWorld.info, _, _) = $0 { true } else { false }
            }
            #expect(watched.count == 1, "the other was left alone")
        }
    }

    @Test("limits of a host that are replaced hold from the next acknowledgement on")
    func limits() {
        let host = PretendWorld.configuration(.ignore, .delete, watchSales: false).submissionHosts[0]
        let lower = SubmissionHost(
            name: host.name, server: host.server, ehloName: host.ehloName, limits: RateLimits(perMinute: 2, perHour: 9))
        let balance = SubmissionBalance([host])
        #expect(balance.limits(of: host) == host.limits)
        balance.change([lower])
        #expect(balance.limits(of: host) == lower.limits)
        balance.change([])
        #expect(balance.limits(of: host) == host.limits, "a host that is gone goes on as it was")
    }
}
