import MailConfig
import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct TrustNotesTests {
    private static func notes(_ trust: String, at now: Int64, server: String = "") async throws -> [String] {
        let configuration = """
            version: 1
            state: state
            rules: rules
            templates: templates
            accounts:
              info: {address: info@buttons.example, host: localhost, password: env:X, user: box17@host.example\(server)}
            departments: {info: {account: info}}
            submission: {main: {host: localhost, user: relay, password: env:X, ehlo_name: x.example}}
            acknowledgements: {trust: [\(trust)]}
            """
        return try await withFolder(["mailroom.yaml": configuration]) { folder in
            let configuration = try ConfigurationReader.read("\(folder)/mailroom.yaml")
            let policy = GatePolicy(configuration)
            #expect(policy.owns(Address(localPart: "box17", domain: "host.example")), "a login that is an address")
            #expect(policy.trust == configuration.acknowledgements.trust)
            return TrustNotes(configuration, at: Instant(seconds: now * 86_400)).notes
        }
    }

    /// 2027-01-31 is day 20,849.
    private static let entry = "{sender: a@oem.example, reason: x, until: 2027-01-31}"

    @Test func saysWhatExpiresAndWhatLiftsNothing() async throws {
        let known = ", authserv_id: mx.example"
        #expect(try await Self.notes(Self.entry, at: 20_800, server: known) == [])
        #expect(
            try await Self.notes(Self.entry, at: 20_840, server: known)
                == ["the trust entry for a@oem.example expires after 2027-01-31"])
        #expect(
            try await Self.notes(Self.entry, at: 20_850, server: known)
                == ["the trust entry for a@oem.example expired after 2027-01-31: it lifts nothing"])
        #expect(
            try await Self.notes(Self.entry, at: 20_800)
                == ["no authserv_id in account 'info': there the trust entries lift nothing"])
        #expect(try await Self.notes("", at: 20_800) == [])
    }
}
