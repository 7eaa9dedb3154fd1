import Foundation
import MailConfig
import MailRouting

/// What a token endpoint said, read as if it wished us ill.
enum TokenAnswer {
    /// A successful answer (RFC 6749 section 5.1).
    struct Grant: Sendable {
        let accessToken: Secret
        /// As long as it is taken to last, whatever was said.
        let lifetime: Interval
        /// Instead of the one that was shown; nil: that one stays.
        let refreshToken: Secret?
    }

    private struct Success: Decodable {
        let access_token: String
        let token_type: String
        /// Some write a number into a text, some a fraction.
        let expires_in: Seconds?
        let refresh_token: String?
    }

    private struct Refusal: Decodable {
        let error: String
        let error_description: String?
    }

    /// A number, or a text that is one.
    struct Seconds: Decodable {
        let value: Double
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            do {
                value = try container.decode(Double.self)
            } catch DecodingError.typeMismatch {
                guard let number = Double(try container.decode(String.self)) else {
                    throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number")
                }
                value = number
            }
        }

        /// Within `range`; what is no finite number is its upper end.
        func interval(in range: ClosedRange<Interval>) -> Interval {
            guard value.isFinite, value < range.upperBound.seconds else { return range.upperBound }
            return max(range.lowerBound, Interval(milliseconds: Int64(value * 1000)))
        }
    }

    static func grant(_ answer: EndpointAnswer, from endpoint: String) throws(TokenFault) -> Grant {
        let success: Success = try decode(answer, from: endpoint)
        guard success.token_type.lowercased() == "bearer" else {
            throw .malformed(endpoint: endpoint, reason: "is a token of another type than Bearer")
        }
        return Grant(
            accessToken: try token(success.access_token, from: endpoint),
            lifetime: success.expires_in?.interval(in: Limits.lifetime) ?? Limits.usualLifetime,
            refreshToken: try success.refresh_token.map { text throws(TokenFault) in try token(text, from: endpoint) })
    }

    /// A success of any shape; a refusal is thrown.
    static func decode<Value: Decodable>(
        _ answer: EndpointAnswer, from endpoint: String
    ) throws(TokenFault) -> Value {
        let data = Data(answer.body)
        guard answer.status == 200 else { throw refusal(answer, data, from: endpoint) }
        do {
            return try JSONDecoder().decode(Value.self, from: data)
        } catch {
            // The decoder's words quote the answer, and that may hold a token.
            throw .malformed(endpoint: endpoint, reason: "is not the JSON of RFC 6749 section 5.1")
        }
    }

    private static func refusal(_ answer: EndpointAnswer, _ data: Data, from endpoint: String) -> TokenFault {
        let refusal: Refusal?
        do { refusal = try JSONDecoder().decode(Refusal.self, from: data) } catch { refusal = nil }
        return .refused(
            TokenFault.Refusal(
                endpoint: endpoint, status: answer.status,
                code: refusal.map { OneLine.of($0.error, scalars: Limits.shownScalars) } ?? "without an error code",
                text: refusal?.error_description.map { OneLine.of($0, scalars: Limits.shownScalars) },
                retryAfter: answer.retryAfter.map { min(max($0, .seconds(1)), Limits.longestPause) }))
    }

    /// Visible ASCII (RFC 6749 appendix A.12): it is written into a line to the mail server.
    static func token(_ text: String, from endpoint: String) throws(TokenFault) -> Secret {
        guard !text.isEmpty, text.utf8.count <= Limits.tokenBytes, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { throw .malformed(endpoint: endpoint, reason: "holds a token that is empty, too long or no text") }
        return Secret(text)
    }
}
