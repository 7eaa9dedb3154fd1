import MailRouting
import Testing

@testable import MailAgent

/// What lines show of people.
@Suite("discretion") struct DiscretionTests {
    private static let masked = Discretion(.masked, key: "k")
    private static let hashed = Discretion(.hashed, key: "k")

    @Test(arguments: [
        ("from ana@customer.example", "from a…@customer.example"),
        ("550 5.1.1 <ana.maria+x@customer.example>: unknown", "550 5.1.1 <a…@customer.example>: unknown"),
        ("two: a@b.example, c@d.example", "two: a…@b.example, c…@d.example"),
        ("\"ana maria\"@customer.example said", "a…@customer.example said"),
        ("Ünal@customer.example", "Ü…@customer.example"),
        ("reply to @ and a@ and @b", "reply to @ and a@ and @b"),
        ("nothing here", "nothing here"),
        (
            "acknowledgement <ack.0123456789abcdef0123456789abcdef@buttons.test> to x@y.example",
            "acknowledgement <ack.0123456789abcdef0123456789abcdef@buttons.test> to x…@y.example"
        ),
        ("ana@customer.example@other.example", "a…@customer.example@other.example"),
    ])
    func masking(text: String, shown: String) { #expect(Self.masked.cleansed(text) == shown) }

    @Test func hashesAreTheSameForOneAddressAndOthersElsewhere() {
        let once = Self.hashed.cleansed("Ana@Customer.Example")
        #expect(once == Self.hashed.cleansed("ana@customer.example"))
        #expect(once != Discretion(.hashed, key: "other").cleansed("ana@customer.example"))
        #expect(once.hasPrefix("#") && !once.contains("@"))
    }

    @Test func aSubjectIsShownUnlessHashed() {
        let location = Location(
            mailbox: MailboxAddress(account: "info", mailbox: .inbox), uidValidity: UIDValidity(1), uid: .first)
        let event = WalkEvent.arrived(
            ArrivalID(17), location, subject: "for ana@customer.example", from: Address("ana@customer.example"))
        #expect(Self.masked.text(of: event).contains("\"for a…@customer.example\"  from a…@customer.example"))
        #expect(Self.hashed.text(of: event).contains("(no subject)"))
        #expect(Discretion.none.text(of: event).contains("from ana@customer.example"))
        #expect(event.arrival == ArrivalID(17) && event.account == "info" && event.component == .intake)
    }
}
