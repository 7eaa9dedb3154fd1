import MailRouting

/// What is answered, and as which kind.
struct HTTPResponse: Sendable, Equatable {
    /// The status codes we use (RFC 9110 section 15).
    enum Status: Int, Sendable {
        case ok = 200
        case seeOther = 303
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case timeout = 408
        case conflict = 409
        case lengthRequired = 411
        case contentTooLarge = 413
        case misdirected = 421
        case headTooLarge = 431
        case serverError = 500
        case notImplemented = 501
        case unavailable = 503
        case versionNotSupported = 505

        var phrase: String {
            switch self {
            case .ok: "OK"
            case .seeOther: "See Other"
            case .badRequest: "Bad Request"
            case .unauthorized: "Unauthorized"
            case .forbidden: "Forbidden"
            case .notFound: "Not Found"
            case .methodNotAllowed: "Method Not Allowed"
            case .timeout: "Request Timeout"
            case .conflict: "Conflict"
            case .lengthRequired: "Length Required"
            case .contentTooLarge: "Content Too Large"
            case .misdirected: "Misdirected Request"
            case .headTooLarge: "Request Header Fields Too Large"
            case .serverError: "Internal Server Error"
            case .notImplemented: "Not Implemented"
            case .unavailable: "Service Unavailable"
            case .versionNotSupported: "HTTP Version Not Supported"
            }
        }
    }

    var status: Status
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    init(_ status: Status, _ type: String, _ body: some Sequence<UInt8>, _ fields: [(String, String)] = []) {
        self.status = status
        self.fields = [("Content-Type", type)] + fields.map { (name: $0.0, value: $0.1) }
        self.body = Array(body)
    }

    static func text(_ status: Status, _ text: String, _ fields: [(String, String)] = []) -> HTTPResponse {
        HTTPResponse(status, "text/plain; charset=utf-8", (text + "\n").utf8, fields)
    }

    /// What every answer says to the browser: nothing from elsewhere, no script or style in the page, no frame around it,
    /// no guess at its type, no trace of it behind.
    static let safety: [(String, String)] = [
        (
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
    ]

    /// The octets on the wire.
    ///
    /// - Parameters:
    ///   - isHead: nothing but the head goes out (RFC 9110 section 9.3.2).
    ///   - closes: this is the last answer on the connection.
    func wire(isHead: Bool, closes: Bool) -> [UInt8] {
        var head = "HTTP/1.1 \(status.rawValue) \(status.phrase)\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        for (name, value) in Self.safety { head += "\(name): \(value)\r\n" }
        if !fields.contains(where: { $0.name == "Cache-Control" }) { head += "Cache-Control: no-store\r\n" }
        head += "Content-Length: \(body.count)\r\nConnection: \(closes ? "close" : "keep-alive")\r\n\r\n"
        return Array(head.utf8) + (isHead ? [] : body)
    }

    /// The head of a stream of events (WHATWG HTML, server-sent events), which ends with the connection.
    static func eventHead() -> [UInt8] {
        var head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
        for (name, value) in safety { head += "\(name): \(value)\r\n" }
        return Array((head + "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n").utf8)
    }

    static func == (left: HTTPResponse, right: HTTPResponse) -> Bool {
        left.status == right.status && left.body == right.body && left.fields.elementsEqual(right.fields, by: ==)
    }
}

extension HTTPResponse {
    init(_ refusal: RequestReader.Refusal) {
        self =
            switch refusal {
            case .malformed(let what): .text(.badRequest, "cannot read the request: \(what)")
            case .headTooLarge: .text(.headTooLarge, "the request's header is too large")
            case .bodyTooLarge: .text(.contentTooLarge, "the request's body is too large")
            case .lengthRequired: .text(.lengthRequired, "the request does not say how long it is")
            case .unsupportedVersion: .text(.versionNotSupported, "only HTTP/1.1 and HTTP/1.0 are spoken")
            case .unsupportedCoding: .text(.notImplemented, "no transfer coding is understood")
            }
    }
}
