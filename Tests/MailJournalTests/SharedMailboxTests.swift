import MailJournal
import MailRouting
import Testing

/// What an agent that is not alone makes of marked messages, and what it makes of crashes.
@Suite struct SharedMailboxTests {
    @Test func aMarkSaysWhoseAMessageIs() async throws {
        try await Bench.run { bench in
            let mailbox = try await bench.contact()
            let ours = AgentClaim(agent: try await bench.journal.identity())
            let other = AgentClaim(agent: "0123456789ab")
            #expect(try await bench.reopened().identity() == bench.journal.identity(), "the same for good")
            func record(_ uid: Int, _ content: String, _ marks: [AgentClaim]) async throws -> RecordedArrival? {
                let plain = try Bench.arrival(uid, in: mailbox, content: content)
                let marked = Arrival(
                    location: plain.location, fingerprint: plain.fingerprint, internalDate: plain.internalDate,
                    flags: plain.flags + marks.map { $0.keyword.rawValue.uppercased() }, header: plain.header)
                return try await bench.journal.record(
                    [marked], in: mailbox, watermark: plain.location.uid, backlog: .ignore, claim: ours,
                    now: Bench.start
                ).first
            }
            #expect(try await record(1, "nobody's", [])?.disposition == .new)
            #expect(try await record(2, "another's", [other])?.disposition == .theirs)
            #expect(try await record(3, "both", [ours, other])?.disposition == .theirs, "whoever finds two gives way")
            #expect(try await record(4, "before a backup was put back", [ours])?.disposition == .known)
            #expect(try await record(5, "nobody's", [ours])?.disposition == .new, "a person put it back")

            let left = try await bench.journal.undecided(in: mailbox, limit: 9)
            #expect(left.map(\.arrival.location.uid) == [UID(1), UID(5)])
            try await bench.journal.concede(theirs: [left[0].id], vanished: [left[1].id])
            #expect(try await bench.journal.undecided(in: mailbox, limit: 9).isEmpty)
        }
    }

    @Test func threeCrashesWithinAnHourParkAnAccountUntilAPersonLooks() async throws {
        try await Bench.run { bench in
            func account(_ name: AccountName, port: UInt16 = 993) -> Account {
                Account(
                    name: name, address: Address(localPart: name.rawValue, domain: "buttons.test"),
                    aliases: [],
                    server: ServerSettings(
                        host: "imap.buttons.test", port: port, tls: .implicit, caFile: nil, authentication: .plain,
                        userName: name.rawValue, secret: .environment("NONE")),
                    watch: [.inbox], backlog: .ignore, pollInterval: .minutes(2))
            }
            let (info, sales) = (account("info"), account("sales"))
            func crash(_ accounts: [Account], _ time: Interval) async throws {
                try await bench.journal.recordCrash(of: accounts, signal: 11, now: Bench.start + time)
            }
            try await crash([info, sales], .minutes(0))
            try await crash([info], .minutes(59))
            try await crash([info], .minutes(61))
            #expect(try await bench.journal.parked(info) == nil, "three, but in more than an hour")
            try await crash([info], .minutes(118))
            let parked = try #require(try await bench.reopened().parked(info))
            #expect(parked.crashes == 3 && parked.signal == 11 && parked.lastAt == Bench.start + .minutes(118))
            #expect(try await bench.journal.parked(sales) == nil)
            #expect(try await bench.journal.parked(account("info", port: 1993)) == nil, "another server")
            #expect(try await bench.journal.unpark("info"))
            #expect(try await bench.journal.parked(info) == nil)
            #expect(try await !bench.journal.unpark("info"))
        }
    }
}
