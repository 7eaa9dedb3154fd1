/// One letter of the demo: what a customer writes, and what must become of it.
struct DemoLetter: Sendable {
    /// The department it is written to.
    let to: String
    let subject: String
    /// Further header fields, each with its line end.
    let fields: String
    let body: String
    /// The department it must end in.
    let department: String
    /// The template it must be acknowledged with; nil: not at all.
    let acknowledgement: String?
    /// In a few words, for the screen.
    let story: String

    /// Subjects go on the wire as encoded words, as real clients write them (RFC 2047).
    func message(number: Int, date: String) -> (id: String, bytes: [UInt8]) {
        let id = "demo-\(number)@customer.example"
        let text = """
            From: Anna Berger <customer@customer.example>
            To: <\(to)@buttons.test>
            Subject: \(encoded(subject))
            Date: \(date)
            Message-ID: <\(id)>
            \(fields)MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            \(body)

            """
        return (id, Array(text.replacing("\n", with: "\r\n").utf8))
    }

    private func encoded(_ subject: String) -> String {
        guard !subject.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return subject }
        let octets = subject.utf8.map { byte -> String in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isPlain { return String(UnicodeScalar(byte)) }
            let digits = String(byte, radix: 16, uppercase: true)
            return "=" + (digits.count < 2 ? "0" + digits : digits)
        }
        // Cut anywhere, even inside a character, as careless clients do: the agent joins the octets before it decodes.
        let words = stride(from: 0, to: octets.count, by: 20).map { start in
            "=?utf-8?Q?\(octets[start..<min(start + 20, octets.count)].joined())?="
        }
        return words.joined(separator: "\n ")
    }
}

extension DemoLetter {
    static let all = [
        DemoLetter(
            to: "info", subject: "Reklamation Charge 4711", fields: "",
            body:
                "Sehr geehrte Damen und Herren,\n\n15 der Knöpfe aus Charge 4711 sind gebrochen. Bitte prüfen Sie das.",
            department: "support", acknowledgement: "quality_complaint", story: "a complaint, in German, to info@"),
        DemoLetter(
            to: "info", subject: "URGENT: Porsche project button order", fields: "X-Priority: 1 (Highest)\n",
            body: "Dear team,\n\nwe need 20,000 buttons of type K-12 for the Porsche project by Friday.",
            department: "sales", acknowledgement: "oem_order", story: "an urgent order, in English, to info@"),
        DemoLetter(
            to: "sales", subject: "Rechnung 2026-118 über Lieferung im Oktober", fields: "",
            body: "Guten Tag,\n\nanbei unsere Rechnung für die Lieferung im Oktober. Zahlbar in 14 Tagen.",
            department: "finance", acknowledgement: "invoice_received", story: "an invoice that went to sales@"),
        DemoLetter(
            to: "support", subject: "Buttons arrived defective", fields: "",
            body: "Hello,\n\nhalf of the buttons in our last delivery arrived defective. What can you do for us?",
            department: "support", acknowledgement: "quality_complaint", story: "a complaint already in the right place"
        ),
        DemoLetter(
            to: "info", subject: "Anfrage Kunststoffknöpfe für Regenjacken", fields: "",
            body: "Guten Tag,\n\nwir suchen Knöpfe für eine neue Kollektion. Könnten Sie uns ein Angebot machen?",
            department: "sales", acknowledgement: "customer_inquiry", story: "an inquiry, in German, to info@"),
        DemoLetter(
            to: "info", subject: "Button trends this season",
            fields: "List-Id: <trends.newsletter.example>\nList-Unsubscribe: <https://newsletter.example/u>\n",
            body: "Ten button trends you should not miss.", department: "info", acknowledgement: nil,
            story: "a newsletter: filed, never answered"),
        DemoLetter(
            to: "sales", subject: "Automatische Antwort: Abwesenheit",
            fields: "Auto-Submitted: auto-replied\nX-Auto-Response-Suppress: All\n",
            body: "Ich bin bis Montag nicht im Haus.", department: "sales", acknowledgement: nil,
            story: "an out-of-office: filed, never answered"),
    ]
}
