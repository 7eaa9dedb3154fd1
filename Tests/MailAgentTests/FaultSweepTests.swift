import Foundation
import MailAgent
import MailJournal
import MailRouting
import MailSimulation
import Testing

/// Every call of a clean run is struck, one in each run, in every way it can be struck; then agents are started until
/// nothing is left to do. Each message must stand in exactly one department, and once in each that gets a copy, as it
/// was, and be acknowledged once.
///
/// A failure prints the fault; to repeat it alone:
///
///     MAILROOM_FAULT='move 1|info MOVE Sales#1:after' swift test --filter FaultSweepTests
@Suite("one fault anywhere", .timeLimit(.minutes(10)))
struct FaultSweepTests {
    struct Scene: Sendable, CustomTestStringConvertible {
        let name: String
        let subject: String
        let count: Int
        let destination: MailboxAddress
        var source = DeliverySettings.Source.keep(under: "Routed")
        var manners = PretendServer.Manners()
        var copies: [MailboxAddress] = []
        /// Asked last, so that the other lines decide by the header alone.
        var last: RouteLine?
        /// It is where it belongs when it arrives; nobody acknowledges such mail here.
        var stays: Bool { destination == PretendWorld.info }
        var testDescription: String { name }
    }

    static let scenes: [Scene] = [
        Scene(name: "move 1", subject: "order", count: 1, destination: PretendWorld.sales),
        Scene(name: "move 3", subject: "order", count: 3, destination: PretendWorld.sales),
        Scene(
            name: "copy and expunge 3", subject: "order", count: 3, destination: PretendWorld.sales,
            manners: manners { $0.movesAtomically = false }),
        Scene(
            name: "move 3, NO to what is gone", subject: "order", count: 3, destination: PretendWorld.sales,
            manners: manners { $0.refusesEmptyMove = true }),
        Scene(
            name: "move 3, incomplete COPYUID", subject: "order", count: 3, destination: PretendWorld.sales,
            manners: manners { $0.forgetsOneCopyUID = true }),
        Scene(name: "carry 1, keep", subject: "complaint", count: 1, destination: PretendWorld.support),
        Scene(
            name: "carry 1, delete", subject: "complaint", count: 1, destination: PretendWorld.support,
            source: .delete),
        Scene(name: "carry 3, keep", subject: "complaint", count: 3, destination: PretendWorld.support),
        Scene(
            name: "carry 1, no APPENDUID", subject: "complaint", count: 1, destination: PretendWorld.support,
            manners: manners { $0.givesAppendUID = false }),
        Scene(
            name: "carry 1, NO to what is gone", subject: "complaint", count: 1, destination: PretendWorld.support,
            manners: manners { $0.refusesEmptyMove = true }),
        // Copies into the account of arrival, the very mailbox of arrival and the other account, watched or not.
        Scene(
            name: "copies of 1 that is moved", subject: "order everybody", count: 1, destination: PretendWorld.sales,
            copies: [PretendWorld.archive, PretendWorld.info, PretendWorld.support, PretendWorld.team]),
        Scene(
            name: "copies of 1 that is carried, no APPENDUID", subject: "complaint everybody", count: 1,
            destination: PretendWorld.support, manners: manners { $0.givesAppendUID = false },
            copies: [PretendWorld.archive, PretendWorld.info, PretendWorld.team]),
        Scene(
            name: "copies of 2 that stay, incomplete COPYUID", subject: "hello everybody", count: 2,
            destination: PretendWorld.info, manners: manners { $0.forgetsOneCopyUID = true },
            copies: [PretendWorld.archive, PretendWorld.support, PretendWorld.team]),
        Scene(
            name: "read 2, move", subject: "hello", count: 2, destination: PretendWorld.sales,
            last: PretendWorld.line("sales", PretendWorld.text(.body, "letter"), "oem_order")),
    ]

    private static func manners(_ change: (inout PretendServer.Manners) -> Void) -> PretendServer.Manners {
        var manners = PretendServer.Manners()
        change(&manners)
        return manners
    }

    @Test("each message in one department, whatever call is struck", arguments: scenes)
    func sweep(_ scene: Scene) async throws {
        let wanted = ProcessInfo.processInfo.environment["MAILROOM_FAULT"]?.split(separator: "|").map(String.init)
        if let wanted {
            guard wanted.first == scene.name else { return }
            let fault = try #require(wanted.last.flatMap { PretendFault($0) }, "MAILROOM_FAULT cannot be read")
            try await play(scene, fault)
            return
        }
        let clean = try await play(scene, nil)
        #expect(clean.faults.calls.count > 10)
        var struck = 0
        for (call, occurrence) in clean.faults.calls {
            for strike in PretendFault.Strike.anywhere {
                let fault = PretendFault(call: call, occurrence: occurrence, strike: strike)
                if try await play(scene, fault).faults.hasStruck { struck += 1 }
            }
        }
        print("\(scene.name): \(struck) of \(clean.faults.calls.count * 4) faults struck")
        #expect(struck > clean.faults.calls.count)
    }

    @discardableResult
    private func play(_ scene: Scene, _ fault: PretendFault?) async throws -> PretendWorld {
        let world = try PretendWorld(
            fault: fault, manners: scene.manners, source: scene.source, last: scene.last)
        let replay = fault.map { "MAILROOM_FAULT='\(scene.name)|\($0)' swift test --filter FaultSweepTests" } ?? "clean"
        // However long the first contact takes on a busy machine, this is mail that came after it.
        let arrivedAt = world.clock.now + .hours(1)
        let flags = ["\\Flagged", "$Urgent"]
        let letters = (1...scene.count).map { letter(scene.subject, $0) }
        let lives = try await world.settle { world in
            // Mail that is there at the first contact is never acknowledged, so it comes afterwards.
            try await world.walk.wait("info is watched") { $0.count(\.isWatching) >= 2 }
            for letter in letters {
                world.server.deposit(letter, in: PretendWorld.info, flags: flags, at: arrivedAt)
            }
        }
        // A journal that fails at the very start ends a life too.
        let mayEnd = fault?.strike.kills == true || fault?.call == "journal COMMIT"
        #expect(lives == 1 || (lives == 2 && mayEnd), "\(replay)\n\(world.story)")
        for bytes in letters {
            var places: [MailboxAddress: [PretendServer.Stored]] = [:]
            for (address, mailbox) in world.server.everyMailbox {
                let copies = mailbox.messages.filter { $0.bytes == bytes }
                if !copies.isEmpty { places[address] = copies }
            }
            let keeps = scene.destination == PretendWorld.support && scene.source != .delete
            #expect(
                Set(places.keys) == Set([scene.destination] + scene.copies + (keeps ? [PretendWorld.kept] : [])),
                "\(replay)\n\(world.story)")
            for copies in places.values {
                #expect(copies.count == 1, "\(replay)\n\(world.story)")
                #expect(copies.first?.flags == flags, "\(replay)")
                #expect(copies.first?.internalDate == arrivedAt, "\(replay)")
            }
        }
        try await checkAcknowledgements(world, scene, fault, replay)
        return world
    }

    /// One each. A fault at the hand-over may cost one, or, when only a reply was lost, repeat one.
    private func checkAcknowledgements(
        _ world: PretendWorld, _ scene: Scene, _ fault: PretendFault?, _ replay: String
    ) async throws {
        let accepted = world.submission.accepted
        let summary = try await world.journal().summary()
        let isAtDot = fault?.call == "submission DOT" || fault?.call == "submission SUBMIT"
        let times = Dictionary(accepted.map { ($0, 1) }, uniquingKeysWith: +).values.sorted()
        let held = summary.acknowledgements["held", default: 0]
        #expect(times.allSatisfy { $0 <= (fault?.strike == .after && isAtDot ? 2 : 1) }, "\(replay): \(times)")
        // A life that ended while one was between the note of the hand-over and the reply leaves it held for a person.
        #expect(held <= (fault?.strike.kills == true ? 1 : 0), "\(replay)\n\(world.story)")
        #expect(times.count + held >= (scene.stays ? 0 : scene.count), "\(replay)\n\(world.story)")
        #expect(summary.deliveries == (scene.stays ? [:] : ["done": scene.count]), "\(replay)\n\(world.story)")
        #expect(
            summary.copies == (scene.copies.isEmpty ? [:] : ["done": scene.copies.count * scene.count]),
            "\(replay)\n\(world.story)")
        #expect(
            summary.arrivals[scene.stays ? .kept : .routed] == scene.count, "\(replay)\n\(world.story)")
    }
}
