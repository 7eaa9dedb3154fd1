/// How many acknowledgements may go to the same people in any 24 hours, whatever arrives from them.
///
/// The gate stops what it knows; these stop everything else. A responder that no mark gives away, with any subject, in
/// new threads, under new addresses, costs at most these figures a day.
public struct AcknowledgementLimits: Sendable, Equatable {
    /// For each sender, department and subject. Who writes the same twice has been told that it arrived; a responder
    /// answers with the same subject each time.
    public let sameSubject: Int
    /// For each sender and department, whatever the subjects: a person with three matters on a day is a busy one.
    public let department: Int
    /// For each sender, over all departments (RFC 5230 section 4.2 asks for at most one in seven days unless told
    /// otherwise; five leave room for a customer who deals with several departments).
    public let sender: Int
    /// For each organisation's domain: a company where many people write to us on one day still gets answers, and a
    /// machine that makes up an address for each message does not.
    public let domain: Int
    /// For each domain that sells mailboxes to the public, whose users have nothing to do with each other. Above what
    /// honest customers of one provider send on a busy day, below what the hosts' own limits let through (30 an hour).
    public let publicDomain: Int
    /// Further such domains besides the well-known ones, lower-cased.
    public let publicDomains: Set<String>

    /// The width of each of these windows.
    public static let width = Interval.hours(24)
    /// How long an address that bounced for good is left alone: long enough that nobody's daily mail makes us a
    /// nuisance to its postmaster, short enough that a mailbox set up anew is answered again.
    public static let bounceRest = Interval.days(30)

    public init(
        sameSubject: Int = 1, department: Int = 3, sender: Int = 5, domain: Int = 20, publicDomain: Int = 200,
        publicDomains: Set<String> = []
    ) {
        self.sameSubject = sameSubject
        self.department = department
        self.sender = sender
        self.domain = domain
        self.publicDomain = publicDomain
        self.publicDomains = publicDomains
    }

    /// The cap for the domain of `identity`.
    public func cap(for identity: SenderIdentity) -> Int {
        isPublic(identity.domain) ? publicDomain : domain
    }

    func isPublic(_ domain: String) -> Bool {
        Self.wellKnownPublicDomains.contains(domain) || publicDomains.contains(domain)
    }

    /// Large providers of mailboxes to the public, as our customers have them. What is missing here is counted as a
    /// company, which costs courtesies on a busy day and nothing else.
    static let wellKnownPublicDomains: Set<String> = [
        "gmail.com", "googlemail.com", "outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "hotmail.co.uk",
        "hotmail.fr", "live.com", "live.de", "msn.com", "yahoo.com", "yahoo.de", "yahoo.co.uk", "yahoo.fr", "ymail.com",
        "aol.com", "aol.de", "icloud.com", "me.com", "mac.com", "gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com",
        "web.de", "email.de", "t-online.de", "magenta.de", "freenet.de", "arcor.de", "vodafone.de", "1und1.de",
        "posteo.de", "mailbox.org", "proton.me", "protonmail.com", "tutanota.com", "tuta.com", "bluewin.ch", "a1.net",
        "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "libero.it", "virgilio.it", "btinternet.com", "sky.com",
        "ziggo.nl", "kpnmail.nl", "telenet.be", "skynet.be", "wp.pl", "o2.pl", "onet.pl", "seznam.cz", "mail.ru",
        "yandex.ru", "qq.com", "163.com", "126.com", "comcast.net", "verizon.net", "att.net",
    ]
}
