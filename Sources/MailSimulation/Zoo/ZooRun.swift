import MailRouting

/// Some days in the zoo, on the calling thread, which must not be one of the cooperative pool.
public struct ZooRun: Sendable {
    public let days: Int
    /// How many acknowledgements each responder got, by its name.
    public let acknowledgements: [String: Int]
    /// How many went to addresses of each organisation's domain.
    public let domains: [String: Int]
    /// How many went to each mailbox: what follows a + is no other one.
    public let senders: [String: Int]
    /// Letters and replies that came to us.
    public let letters: Int
    /// How many of them stand in the mailboxes of their departments.
    public let routed: Int
    /// Nothing was left to do in the end.
    public let isQuiet: Bool
    /// What the windows let through at most, from the limits alone.
    public let bound: Bound

    /// The most that the limits allow in so many days, by sender, by organisation's domain and altogether.
    public struct Bound: Sendable {
        public let sender: Int
        public let domain: Int
        public let total: Int
    }

    /// Windows slide: in `days` of them a limit for one day is met `days` times and once more.
    private static let quietDays = 4

    /// The names of all responders.
    public static var names: [String] { Responder.zoo.map(\.name) }

    public init(days: Int) throws {
        let world = try ZooWorld()
        let stage = try ZooStage(world.clock)
        try stage.start(world.party)
        let start = world.clock.time
        // The first contact is over before anybody writes.
        stage.live(until: start + .minutes(5)) { world.deliverPost() }
        for day in 0..<days {
            world.write(day: day)
            stage.live(until: start + .minutes(5) + .days(Int64(day + 1))) { world.deliverPost() }
        }
        // What is still on its way arrives, and nobody writes any more.
        stage.live(until: start + .days(Int64(days + Self.quietDays))) { world.deliverPost() }
        self.days = days
        acknowledgements = world.counts
        domains = world.domains
        senders = world.senders
        letters = world.letters
        routed = world.party.routed
        isQuiet = try stage.isQuiet && world.isPostEmpty
        let (windows, width) = (AcknowledgementLimits(), days + Self.quietDays + 1)
        bound = Bound(
            sender: windows.sender * width, domain: windows.domain * width,
            total: windows.domain * width * world.domains.count)
        stage.stop()
    }
}
