import MailRouting
import MailTransport
import Testing

/// Subjects and short letters as departments get them. To say nothing is allowed now and then; to be wrong is not.
@Suite struct ShortTextLanguageTests {
    private static func language(_ text: String) -> Language? {
        let parts = text.split(separator: "|", maxSplits: 1)
        let body = parts.count > 1 ? parts[1].replacing("|", with: "\r\n") : ""
        let message = "Subject: \(parts.first ?? "")\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\(body)"
        return MessageParser.parse(message: Array(message.utf8)).language
    }

    /// `subject` or `subject|first line|second line`.
    static let german = [
        "Anfrage Perlmuttknöpfe 15 mm", "Bestellung Nr. 4711", "AW: Angebot 2026-118", "Rückfrage zur Rechnung RE-4711",
        "Reklamation: Knöpfe gebrochen", "Lieferschein fehlt", "Bitte um Rückruf", "Mahnung", "Zahlungserinnerung",
        "Dringend: Musterlieferung bis Freitag", "Terminverschiebung", "Preisliste 2027", "Auftragsbestätigung 88412",
        "Unser Gespräch von heute", "Frage zu Ihrer Lieferzeit", "Kündigung Wartungsvertrag", "Neue Bankverbindung",
        "WG: Qualitätsmangel Charge 12", "Falschlieferung", "Wann kommt unsere Ware?",
        "Anfrage|Guten Tag,|wir suchen 5.000 Knöpfe in Schwarz.|Danke", "4711|Hallo,|ist die Ware schon unterwegs?",
        "Bestellung|Sehr geehrte Damen und Herren,|hiermit bestellen wir 200 Stück.|Mit freundlichen Grüßen",
        "Re: Order 4711|Hallo Herr Schmidt,|die Lieferung ist heute angekommen, vielen Dank.",
        "Rechnung|anbei die Rechnung für November.", "Muster|könnten Sie uns drei Muster schicken?",
        "Urlaub|Ich bin bis zum 3. Dezember nicht im Büro.", "Re: Muster|passt, danke!",
        "Adresse|Unsere neue Anschrift lautet:",
        "Retoure|Wir schicken die Ware morgen zurück.",
    ]
    static let english = [
        "Request for quotation: shell buttons", "Purchase order 4711", "Re: your offer 2026-118",
        "Question about invoice 4711",
        "Complaint: broken buttons", "Delivery note missing", "Please call me back", "Payment reminder",
        "Overdue invoice",
        "Urgent: samples needed by Friday", "Meeting moved", "Price list 2027", "Order confirmation 88412",
        "Our talk today",
        "Lead time", "Contract renewal", "New bank details", "Fwd: Quality issue with batch 12", "Wrong delivery",
        "Where is our shipment?",
        "Inquiry|Hello,|we are looking for 5,000 black buttons.|Thanks", "4711|Hi,|has it been shipped yet?",
        "Order|Dear Sir or Madam,|we would like to order 200 pieces.|Best regards",
        "AW: Bestellung 4711|Hello Mr Smith,|the delivery arrived today, thank you very much.",
        "Invoice|please find attached the invoice for November.", "Samples|could you send us three samples?",
        "Out of office|I am away until 3 December.", "Re: Samples|works for me, thanks!", "Address|Our new address is:",
        "Return|We will send the goods back tomorrow.",
    ]
    static let other = [
        "Demande de devis pour des boutons", "Commande 4711", "Facture impayée", "Solicitud de presupuesto",
        "Pedido urgente",
        "No hemos recibido la mercancía", "Richiesta di preventivo", "Ordine 4711", "Conferma d'ordine",
        "Offerteaanvraag knopen",
        "Bestelling 4711", "De levering is te laat", "Zapytanie ofertowe", "Zamówienie na guziki",
        "Forespørgsel på knapper",
        "Beställning av knappar", "Objednávka 4711", "Sipariş 4711", "Запрос на пуговицы", "询价：纽扣", "注文の件", "4711",
        "RE-4711", "?",
        "Bonjour|Merci de nous envoyer votre catalogue.", "Hola|¿Cuándo llega nuestro pedido? Gracias.",
        "Goedemorgen|Wanneer wordt onze bestelling geleverd?", "Ciao|Quando arriva la merce? Grazie a tutti.",
    ]

    @Test func isNeverWrongAndSeldomSilent() {
        var wrong: [String] = []
        var silent: [String] = []
        for (texts, expected) in [(Self.german, Language.german), (Self.english, .english)] {
            for text in texts {
                switch Self.language(text) {
                case expected: break
                case nil: silent.append(text)
                default: wrong.append(text)
                }
            }
        }
        for text in Self.other where Self.language(text) != nil { wrong.append(text) }
        #expect(wrong == [])
        #expect(silent.count <= 4, "\(silent)")
    }
}
