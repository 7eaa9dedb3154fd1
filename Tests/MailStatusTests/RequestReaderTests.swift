import Testing

@testable import MailStatus

/// Requests as RFC 9112 has them, whole and in pieces, and everything that only looks like one.
@Suite struct RequestReaderTests {
    @Test func readsARequest() throws {
        var reader = RequestReader()
        reader.append(
            Array(
                "GET /api/decisions?rule=a%26b&since=x+y HTTP/1.1\r\nHost: localhost\r\nAccept:  text/html \r\n\r\n"
                    .utf8))
        let request = try #require(try reader.next())
        #expect(request.method == .get)
        #expect(request.path == "/api/decisions")
        #expect(request.parameter("rule") == "a&b")
        #expect(request.parameter("since") == "x y")
        #expect(request.field("accept") == "text/html")
        #expect(!request.closes)
        #expect(!reader.isInTheMiddle)
    }

    @Test func readsThemHoweverTheyAreCut() throws {
        let text = "\r\nPOST /api/pause HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhalloGET / HTTP/1.0\n\n"
        for size in 1...text.utf8.count {
            var reader = RequestReader()
            var paths: [String] = []
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                reader.append(rest.prefix(size))
                rest = rest.dropFirst(size)
                while let request = try reader.next() {
                    paths.append(
                        "\(request.method.rawValue) \(request.path) \(String(decoding: request.body, as: UTF8.self))")
                }
            }
            #expect(paths == ["POST /api/pause hallo", "GET / "], "in pieces of \(size)")
        }
    }

    @Test(arguments: [
        (
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            RequestReader.Refusal.malformed("the request line is no method, target and version")
        ),
        ("GET / HTTP/2.0\r\n\r\n", .unsupportedVersion),
        ("G(T / HTTP/1.1\r\nHost: a\r\n\r\n", .malformed("the request line is no method, target and version")),
        ("GET /?limit=%f HTTP/1.1\r\nHost: a\r\n\r\n", .malformed("the query cannot be decoded")),
        ("GET / HTTP/1.1\r\n\r\n", .malformed("not exactly one Host field")),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", .malformed("not exactly one Host field")),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n", .malformed("a header line is no name, colon and value")),
        ("GET / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", .malformed("a header line is no name, colon and value")),
        ("GET / HTTP/1.1\r\nHost: a\u{0}b\r\n\r\n", .malformed("a header value has a control character")),
        ("GET relative HTTP/1.1\r\nHost: a\r\n\r\n", .malformed("the target is no path")),
        ("GET /%ZZ HTTP/1.1\r\nHost: a\r\n\r\n", .malformed("the target is no path")),
        ("GET /%FF HTTP/1.1\r\nHost: a\r\n\r\n", .malformed("the target is no path")),
        ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", .lengthRequired),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 104857600\r\n\r\n", .bodyTooLarge),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n", .bodyTooLarge),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", .malformed("the length is no number")),
        (
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            .malformed("the length is no number")
        ),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", .unsupportedCoding),
    ])
    func refuses(_ text: String, _ refusal: RequestReader.Refusal) {
        var reader = RequestReader()
        reader.append(Array(text.utf8))
        #expect(throws: refusal) { try reader.next() }
    }

    @Test func keepsNoHeadWithoutEnd() {
        var reader = RequestReader()
        reader.append(Array("GET / HTTP/1.1\r\nX: ".utf8))
        reader.append([UInt8](repeating: UInt8(ascii: "a"), count: Limits.head))
        #expect(throws: RequestReader.Refusal.headTooLarge) { try reader.next() }
    }

    @Test func refusesTooManyFields() {
        var reader = RequestReader()
        reader.append(Array("GET / HTTP/1.1\r\nHost: a\r\n".utf8))
        for _ in 0..<Limits.fields { reader.append(Array("X: y\r\n".utf8)) }
        reader.append(Array("\r\n".utf8))
        #expect(throws: RequestReader.Refusal.headTooLarge) { try reader.next() }
    }

    /// Whatever comes, it is a request or a refusal, and what is kept of it stays small.
    @Test func bearsAnything() {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: .min ... .max, using: &random)
        var generator = SplitMix(state: seed)
        let sample = Array("POST /api/x?a=b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8)
        for _ in 0..<5000 {
            var octets = sample
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                octets[Int.random(in: octets.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            var reader = RequestReader()
            reader.append(octets)
            do throws(RequestReader.Refusal) {
                if let request = try reader.next() {
                    #expect(request.body.count <= Limits.body, "seed \(seed)")
                    #expect(request.path.hasPrefix("/"), "seed \(seed)")
                }
            } catch { #expect(HTTPResponse(error).status.rawValue >= 400, "seed \(seed)") }
        }
    }
}

/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
