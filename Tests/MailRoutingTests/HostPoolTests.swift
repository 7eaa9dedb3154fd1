import MailRouting
import Testing

@Suite struct HostPoolTests {
    static let start = Instant(seconds: 1000)
    static let policy = RetryPolicy(base: .seconds(10), cap: .seconds(100), giveUpAfter: .days(1))

    static func host(_ name: SubmissionHostName, _ priority: Int = 10, weight: Int = 1) -> SubmissionHost {
        SubmissionHost(
            name: name,
            server: ServerSettings(
                host: "\(name).test", port: 465, tls: .implicit, caFile: nil, authentication: .plain, userName: "us",
                secret: .environment("NONE")),
            ehloName: "us.test", limits: RateLimits(), priority: priority, weight: weight)
    }

    @Test func healthGoesRoundByOutcome() {
        var health = HostHealth.healthy
        func after(_ event: HostHealth.Event) -> HostHealth { health.after(event, now: Self.start, random: 1) }
        health = after(.reached)
        #expect(health == .healthy)
        health = after(.failed(Self.policy))
        #expect(health == .failing(failures: 1, until: Self.start + .seconds(10)) && !health.isUsable)
        health = after(.reached)
        #expect(health == .probing(failures: 1) && health.isUsable)
        // Reached again and failed again: it is left alone for longer.
        health = after(.failed(Self.policy))
        #expect(health == .failing(failures: 2, until: Self.start + .seconds(20)))
        health = after(.reached).after(.answered, now: Self.start, random: 1)
        #expect(health == .healthy)
    }

    @Test func failsOverAndBack() {
        var pool = HostPool([Self.host("main", 10), Self.host("spare", 20)])
        func turns(_ now: Instant = Self.start) -> [HostPool.Turn] {
            ["main", "spare"].map { pool.turn(of: $0, now: now) }
        }
        #expect(turns() == [.go, .standBy])
        pool.note(.failed(Self.policy), of: "main", now: Self.start, random: 1)
        let back = Self.start + .seconds(10)
        #expect(turns() == [.wait(until: back), .go])
        #expect(turns(back) == [.probe, .go])
        pool.note(.reached, of: "main", now: back, random: 1)
        #expect(turns(back) == [.go, .standBy])
        // A full window or a request for patience sends nobody elsewhere.
        pool.block("main", until: back + .hours(1))
        #expect(turns(back) == [.wait(until: back + .hours(1)), .standBy])
        // A message that hangs does, after a minute.
        pool.block("main", until: back)
        pool.begin("main", now: back)
        #expect(pool.turn(of: "spare", now: back + .seconds(59)) == .standBy)
        #expect(pool.turn(of: "spare", now: back + .seconds(60)) == .go)
        pool.end("main")
        #expect(pool.turn(of: "spare", now: back + .seconds(60)) == .standBy)
        #expect(pool.turn(of: "stranger", now: back) == .standBy)
    }

    /// One message at a time, in every state of health: exactly one of the hosts that can be used has its turn, and none
    /// with a lower number is left out.
    @Test func exactlyOneHasItsTurn() {
        let hosts = [
            Self.host("a", 10, weight: 3), Self.host("b", 10), Self.host("c", 20), Self.host("d", 20, weight: 2),
        ]
        var random = Chance(4)
        var pool = HostPool(hosts)
        var down: Set<SubmissionHostName> = []
        for step in 0..<4000 {
            let name = hosts[Int(random.unit() * 4)].name
            if random.unit() < 0.2 {
                let event: HostHealth.Event = down.contains(name) ? .reached : .failed(Self.policy)
                pool.note(event, of: name, now: Self.start, random: 1)
                if event == .reached { down.remove(name) } else { down.insert(name) }
            }
            let going = hosts.filter { pool.turn(of: $0.name, now: Self.start) == .go }
            let best = hosts.filter { !down.contains($0.name) }.map(\.priority).min()
            #expect(going.count == (best == nil ? 0 : 1), "step \(step)")
            #expect(going.first?.priority == best, "step \(step)")
            guard let host = going.first else { continue }
            pool.begin(host.name, now: Self.start)
            pool.end(host.name)
        }
    }

    @Test func weightsShareAmongEquals() {
        let hosts = [Self.host("a", weight: 3), Self.host("b", weight: 1), Self.host("c", 20)]
        var pool = HostPool(hosts)
        func send(_ count: Int) -> [SubmissionHostName: Int] {
            var sent: [SubmissionHostName: Int] = [:]
            for _ in 0..<count {
                guard let host = hosts.first(where: { pool.turn(of: $0.name, now: Self.start) == .go }) else { break }
                pool.begin(host.name, now: Self.start)
                pool.end(host.name)
                sent[host.name, default: 0] += 1
            }
            return sent
        }
        let shares = send(400)
        #expect((299...301).contains(shares["a"] ?? 0) && (99...101).contains(shares["b"] ?? 0), "\(shares)")
        pool.note(.failed(Self.policy), of: "a", now: Self.start, random: 1)
        #expect(send(100) == ["b": 100])
        // Whoever was away does not make up for it.
        pool.note(.reached, of: "a", now: Self.start, random: 1)
        let after = send(40)
        #expect((28...32).contains(after["a"] ?? 0), "\(after)")
    }

    @Test func equalsWorkAtTheSameTime() {
        var pool = HostPool([Self.host("a"), Self.host("b")])
        pool.begin("a", now: Self.start)
        #expect(pool.turn(of: "b", now: Self.start) == .go)
        pool.end("a")
        pool.block("b", until: Self.start + .seconds(5))
        #expect(pool.turn(of: "a", now: Self.start) == .go, "b would be next, but its window is full")
    }
}
