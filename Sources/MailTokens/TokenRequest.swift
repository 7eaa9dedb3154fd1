import Foundation
import MailConfig
import MailRouting

/// What is asked of a token endpoint, as the form it takes (RFC 6749 appendix B).
struct TokenRequest: Sendable {
    /// What the client shows.
    enum Grant: Sendable {
        case refresh(Secret)
        case clientCredentials
        /// RFC 8628 section 3.4
        case device(code: Secret)
    }

    /// The endpoint's fields in a steady order.
    let fields: [(name: String, value: Secret)]

    init(_ grant: Grant, client: OAuthClient, clientSecret: Secret?) {
        var fields: [(String, Secret)]
        switch grant {
        case .refresh(let token):
            fields = [("grant_type", Secret("refresh_token")), ("refresh_token", token)]
        case .clientCredentials:
            fields = [("grant_type", Secret("client_credentials"))]
        case .device(let code):
            fields = [("grant_type", Secret("urn:ietf:params:oauth:grant-type:device_code")), ("device_code", code)]
        }
        fields.append(("client_id", Secret(client.clientID)))
        if let clientSecret { fields.append(("client_secret", clientSecret)) }
        if case .clientCredentials = grant { fields += Self.scope(client) }
        self.fields = fields
    }

    /// The first question of a login by device (RFC 8628 section 3.1).
    init(deviceLogin client: OAuthClient, clientSecret: Secret?) {
        fields =
            [("client_id", Secret(client.clientID))] + (clientSecret.map { [("client_secret", $0)] } ?? [])
            + Self.scope(client)
    }

    private static func scope(_ client: OAuthClient) -> [(String, Secret)] {
        client.scopes.isEmpty ? [] : [("scope", Secret(client.scopes.joined(separator: " ")))]
    }

    /// `application/x-www-form-urlencoded`
    var body: [UInt8] {
        let pairs = fields.map { "\($0.name)=\(Self.encoded($0.value.reveal()))" }
        return Array(pairs.joined(separator: "&").utf8)
    }

    private static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                encoded += "%" + String(byte >> 4, radix: 16, uppercase: true)
                encoded += String(byte & 15, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
