import MailRouting

/// Who may ask: the name that was called, the token, and for changes where the request comes from.
struct RequestGate: Sendable {
    private let settings: StatusSettings
    private let token: [UInt8]?

    /// - Parameter token: the secret itself; nil: nothing can be changed.
    init(_ settings: StatusSettings, token: String?) {
        self.settings = settings
        self.token = token.map { Array($0.utf8) }
    }

    /// Something can be changed by whoever has it.
    var hasToken: Bool { token != nil }

    var protection: APIDescription.Protection {
        APIDescription.Protection(isReadingProtected: !settings.isLoopback, canChange: hasToken)
    }

    /// What a load balancer asks tells nobody anything.
    static let openPath = "/healthz"

    /// Why a request is not answered; nil when it is.
    func refusal(of request: HTTPRequest) -> HTTPResponse? {
        guard isOurName(request) else {
            return .text(.misdirected, "this name is not the agent's; ask for 127.0.0.1 or localhost")
        }
        // What can only be read is no change, whoever posts to it: that is said with 405.
        if request.method == .post, AllowedMethods(request.path) != .reading { return refusalOfChange(request) }
        if settings.isLoopback || request.path == Self.openPath || isAuthorized(request) { return nil }
        return unauthorized(offersBasic: true)
    }

    /// Beside the token, a change must come from a page of ours or from no page at all: a browser that holds credentials
    /// sends them along whoever made it ask (cross-site request forgery).
    private func refusalOfChange(_ request: HTTPRequest) -> HTTPResponse? {
        guard token != nil else {
            // Not 401: there are no credentials that would help (RFC 9110 sections 15.5.2 and 15.5.4).
            return .json(
                .forbidden,
                StatusAnswers.failure(
                    "nothing can be changed over HTTP without 'token' under 'status' in the configuration"))
        }
        guard isSameOrigin(request) else {
            return .json(.forbidden, StatusAnswers.failure("the request comes from a page of somebody else"))
        }
        return isAuthorized(request) ? nil : unauthorized(offersBasic: false)
    }

    /// - Parameter offersBasic: have a browser ask for it. Not for a change: the page has a field for the token, and a browser
    ///   would keep the page's own request waiting behind a question of its own.
    private func unauthorized(offersBasic: Bool) -> HTTPResponse {
        let bearer = ("WWW-Authenticate", "Bearer realm=\"mailroom\"")
        let basic = ("WWW-Authenticate", "Basic realm=\"mailroom\"")
        return .json(
            .unauthorized, StatusAnswers.failure("the token is missing or wrong"),
            offersBasic ? [bearer, basic] : [bearer])
    }

    // MARK: The token

    /// As a bearer token in its field (RFC 6750 section 2.1), in a form (section 2.2), or as the password of Basic
    /// (RFC 7617), which is what a browser can ask a person for.
    private func isAuthorized(_ request: HTTPRequest) -> Bool {
        guard let token else { return false }
        return presented(by: request).map { Self.isEqual($0, token) } ?? false
    }

    private func presented(by request: HTTPRequest) -> [UInt8]? {
        if let words = request.field("authorization")?.split(separator: " ", maxSplits: 1), words.count == 2 {
            switch words[0].lowercased() {
            case "bearer": return Array(words[1].utf8)
            case "basic":
                return Base64.decoded(words[1]).flatMap { octets in
                    octets.firstIndex(of: UInt8(ascii: ":")).map { Array(octets[($0 + 1)...]) }
                }
            default: return nil
            }
        }
        return request.form.first { $0.name == "access_token" }.map { Array($0.value.utf8) }
    }

    /// Takes as long for a token that is nearly right as for one that is wholly wrong.
    static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        var difference = UInt8(left.count == right.count ? 0 : 1)
        for place in left.indices {
            difference |= left[place] ^ (right.isEmpty ? 0xFF : right[place % right.count])
        }
        return difference == 0
    }

    // MARK: Where it comes from

    /// On loopback only the machine's own names are answered: a page of somebody else could have its own name lead here
    /// (DNS rebinding) and would then read what only this machine may.
    private func isOurName(_ request: HTTPRequest) -> Bool {
        guard settings.isLoopback, !settings.isBehindTLSProxy else { return true }
        // HTTP/1.0 knows no Host.
        guard let host = request.field("host") else { return true }
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        let isAddress = name.hasPrefix("127.") && name.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2E }
        return name == "localhost" || name == "[::1]" || isAddress || name.isEmpty
    }

    private func isSameOrigin(_ request: HTTPRequest) -> Bool {
        // Fetch metadata says it outright.
        if let site = request.field("sec-fetch-site"), site != "same-origin", site != "none" { return false }
        guard request.fields.contains(where: { $0.name == "origin" }) else { return true }
        guard let origin = request.field("origin"), let host = request.field("host") else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }
}

/// RFC 4648 section 4.
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for octet in text.utf8 where octet != UInt8(ascii: "=") {
            guard let value = digits.firstIndex(of: octet) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return result
    }
}
