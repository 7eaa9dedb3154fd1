/// What may stand under a key, as far as one value says it: names that must exist somewhere else, and whatever
/// compares two values, is the decoders' business.
indirect enum Shape: Sendable {
    /// The version of the language: 1.
    case version
    case boolean
    /// `yes` or `no`, as rules are spoken, or `true` or `false`.
    case truth
    case integer(ClosedRange<Int>)
    case text(TextForm)
    /// One of these.
    case word([String])
    /// A list, or one value that stands for a list of one.
    case oneOrMore(Shape, minimum: Int = 1)
    /// A list; nothing at all is an empty one.
    case list(Shape, minimum: Int = 0)
    /// A mapping from names its author chooses.
    case names(Shape, minimum: Int = 0)
    case mapping(KeySet)
    /// The mapping that has the first of these keys, or else the last.
    case kinds([(key: String, mapping: KeySet)], else: KeySet)
    case either([Shape])
    /// A mapping of conditions, which may hold others.
    case condition
}

/// What a text looks like, as a regular expression that ECMA-262 and RE2 both know.
struct TextForm: Sendable {
    let pattern: String?
    /// What is a text to us, 4711 without quotes, is a number to others.
    let mayBeNumber: Bool
    let examples: [String]

    private init(_ pattern: String?, mayBeNumber: Bool = false, _ examples: String...) {
        self.pattern = pattern
        self.mayBeNumber = mayBeNumber
        self.examples = examples
    }

    static let any = TextForm(nil, mayBeNumber: true)
    /// `Reading.name`
    static let name = TextForm("^[a-z0-9][a-z0-9_-]{0,62}$", mayBeNumber: true)
    static let lineID = TextForm("^[A-Za-z0-9._-]{1,100}$", mayBeNumber: true, "finance.dunning")
    /// A name or an IPv4 address, or an IPv6 address, which has two colons at least.
    static let host = TextForm("^([A-Za-z0-9.-]{1,253}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f.:]*)$", "imap.example.org")
    static let ipAddress = TextForm(
        "^([0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:]*)$", "127.0.0.1")
    static let ehloName = TextForm("^([A-Za-z0-9.-]{1,253}|\\[(IPv6:)?[0-9A-Fa-f.:]+\\])$", "mail.example.org")
    /// `Reading.authservID`
    static let authservID = TextForm("^[^;()\"=, ]{1,255}$", "mx.example.org")
    /// `Reading.fieldName`
    static let fieldName = TextForm("^[!-9;-~]{1,76}$", "X-Spam-Flag", "X-Spamd-Result")
    static let address = TextForm("^[^<>()\\[\\]:;,\\\\\" @]{1,64}@[A-Za-z0-9.-]{1,253}$", "info@example.org")
    static let person = TextForm(
        "^(.*<)?[^ @<>]+@[^ @<>]+>?$", "ana@example.org", "Ana Beispiel <ana@example.org>")
    /// Nothing is replaced in a path, so it holds no `~` in front and no `${`.
    static let path = TextForm("^[^~$]([^$]|\\$[^{])*\\$?$")
    static let program = TextForm("^/", "/usr/bin/pass")
    /// A file of the rules folder: not from the root, and not `..`.
    static let fileInFolder = TextForm("^[^/.]([^/]|/[^/.])*$", "lists/oem-domains.txt")
    static let mailbox = TextForm("^[^*%\\x00-\\x1f]{1,255}$", "INBOX")
    static let keyword = TextForm("^[!#$&'+-Z^-z|}~\\[]{1,64}$", "large")
    static let secret = TextForm(
        "^(env:[A-Za-z0-9_]+|file:.+|credential:[^/ ]{1,255})$", "env:MAILROOM_PASSWORD", "file:secrets/info",
        "credential:info")
    static let endpoint = TextForm("^https?://[!-~]+$", "https://login.example.org/token")
    static let mediaType = TextForm("^[^/ *]+/[^/ *]+$", "application/pdf")
    static let mediaRange = TextForm("^[^/ *]+/([^/ *]+|\\*)$", "application/pdf", "image/*")
    static let zone = TextForm("^[A-Za-z0-9_+/-]+$", "Europe/Berlin")
    static let hours = TextForm("^[0-9]{1,2}:[0-9]{2}-[0-9]{1,2}:[0-9]{2}$", "08:00-17:00")
    static let date = TextForm("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2026-12-24")
    static let instant = TextForm("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{1,2}:[0-9]{2}", "2026-08-31T09:00")
    static let duration = TextForm("^[0-9]+[smhd]$", "2m", "3d")
    static let size = TextForm("^[0-9]+([KkMmGg][Ii]?[Bb]|[Bb])?$", mayBeNumber: true, "20MB")
}
