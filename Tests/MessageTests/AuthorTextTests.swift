import MailTransport
import Testing

/// The author's text of a message with this body, its lines separated by `|`.
private func written(_ body: String, _ header: String = "Content-Type: text/plain; charset=utf-8") -> String? {
    let message = "\(header)\r\n\r\n" + body.replacing("|", with: "\r\n")
    return MessageParser.body(of: Array(message.utf8)).text?.replacing("\n", with: "|")
}

@Suite struct AuthorTextTests {
    @Test(arguments: [
        ("Danke!|> Gruß|> Ana", "Danke!"), (">> a|> b|Ja.", "Ja."), ("eins|> a|zwei|> b|drei", "eins|zwei|drei"),
        ("Danke!|Am 23.11.2026 um 10:00 schrieb Ana Muster <ana@customer.example>:|> Gruß", "Danke!"),
        ("Danke!||Am Mo., 23. Nov. 2026 um 10:00 Uhr schrieb Ana Muster <|ana@customer.example>:||> Gruß", "Danke!"),
        ("Thanks!||On Mon, Nov 23, 2026 at 10:00 AM Ana <ana@customer.example> wrote:|> Hi", "Thanks!"),
        ("Thanks!||On Nov 23, 2026, at 10:00, Ana wrote:||Hi, all the old text", "Thanks!"),
        ("Ana Muster schrieb:|> alt|neu", "neu"),
        ("23.11.2026, 10:00, \"Ana\" <ana@customer.example>:|> alt|neu", "neu"),
        ("neu|-----Original Message-----|From: a|alt", "neu"),
        ("neu|-----Ursprüngliche Nachricht-----|Von: a|alt", "neu"),
        (
            "neu|________________________________|Von: Ana <a@b.example>|Gesendet: Montag|An: Info|Betreff: x||alt",
            "neu"
        ),
        ("new|From: Ana <a@b.example>|Sent: Monday|To: Info; Sales;| Support|Subject: x||old", "new"),
        ("new|*From:* Ana|*Sent:* Monday|*To:* Info|*Subject:* x|old", "new"),
    ])
    func quotesAreLeftOut(body: String, expected: String) {
        #expect(written(body) == expected)
    }

    @Test(arguments: [
        // A form on a web site, a letter that quotes in its own words, times and sums with a colon.
        "From: Ana <ana@customer.example>|Subject: Buttons||Message: please call",
        "Am Montag schrieb ich Ihnen:|bitte prüfen",
        "Unser Angebot vom 23.11.2026:|100 Knöpfe", "On Monday:|we need 5", "a --|b", "5 > 3", "a -- b|c",
        "Wir warten -|noch immer", "Von: Berlin|An: Hamburg|10 Kisten",
    ])
    func whatOnlyLooksLikeOneStays(body: String) {
        #expect(written(body) == body)
    }

    @Test(arguments: [
        ("FYI|---------- Forwarded message ---------|From: Ana|Date: Mon|Subject: x|To: us||> old|text", "> old|text"),
        ("zur Info|Anfang der weitergeleiteten Nachricht:||Von: Ana|Datum: Mo|Betreff: x||Text", "Text"),
        // Nothing was written above it.
        ("Von: Ana|Gesendet: Montag|An: Info|Betreff: x||Text", "Text"),
        ("-- |Ihr Team|-------- Weitergeleitete Nachricht --------|Text", "Text"),
    ])
    func whatIsForwardedIsTheAuthorsText(body: String, end: String) throws {
        #expect(try #require(written(body)).hasSuffix(end))
    }

    @Test func theSubjectOfAForwardIsBelieved() {
        let body = "bitte prüfen|Von: Ana|Gesendet: Montag|An: Info|Betreff: x||Text"
        #expect(written(body, "Subject: WG: Rechnung") == body)
        #expect(written(body, "Subject: =?utf-8?Q?Fwd:_Rechnung?=") == body)
        #expect(written(body, "Subject: AW: Rechnung") == "bitte prüfen")
    }

    @Test(arguments: [
        ("Text|-- |Ana Muster|Muster GmbH", "Text"), ("Text|--|Ana", "Text"), ("> alt|neu|-- |Ana", "neu"),
        ("Text||Mit freundlichen Grüßen|Ana Muster|Muster GmbH|Tel. 4711", "Text||Mit freundlichen Grüßen"),
        ("Text|Best regards,|Ana|P.S. Please send the invoice", "Text|Best regards,|P.S. Please send the invoice"),
        ("Text|Von meinem iPhone gesendet", "Text"), ("Text||Sent from my phone|", "Text"),
        ("Text|Get Outlook for Android<https://a.example>||On 23.11.2026 10:00 Ana wrote:|> alt", "Text"),
    ])
    func signaturesAreLeftOut(body: String, expected: String) {
        #expect(written(body) == expected)
    }

    @Test func theAuthorsNameAloneBeginsASignature() {
        #expect(written("Please call.||Ana Muster|Tel. 4711", "From: Ana Muster <a@b.example>") == "Please call.")
        #expect(written("Ana Muster|moves", "From: Ana Muster <a@b.example>") == "Ana Muster|moves")
        #expect(written("Hello||Ana Muster|Tel. 4711", "From: Ben <a@b.example>") == "Hello||Ana Muster|Tel. 4711")
    }

    @Test func flowedLinesAreOneLine() {
        let flowed = "Content-Type: text/plain; format=flowed"
        #expect(written("one |two|three", flowed) == "one two|three")
        #expect(written("> one |> two|three |> four", flowed) == "three")
        #expect(written("text |-- |Ana", flowed) == "text")
        #expect(written(" >no quote", flowed) == ">no quote")
        #expect(written("Qua |lität", flowed + "; delsp=yes; charset=utf-8") == "Qualität")
    }

    @Test(arguments: [
        ("<p>one</p><div>two<br>three</div>", "one|two|three"),
        ("a&amp;b &lt; &auml;&#246;&#xFC; &#128;", "a&b < äöü €"),
        ("a&nbsp;b &unknown; &", "a b &unknown; &"), ("x < y <b>z</b>", "x < y z"), ("<td>a</td><td>b</td>", "a b"),
        ("a<script>if (1 < 2) '</div>'</SCRIPT >b<style>p {}</style>c", "abc"),
        ("a<!-- > <b> -->b<!DOCTYPE html>c", "abc"),
        ("<pre>a\r\n  b</pre>", "a|  b"), ("<a title=\"x > y\" href='>'>link</a>", "link"), ("a<br/>b<BR>c", "a|b|c"),
        ("text<script>never closed", "text"), ("text<", "text<"), ("text<a href=\"", "text"), ("text<!--", "text"),
        ("new<blockquote>old</blockquote>more", "new|more"),
        ("<blockquote style=\"margin: 0 0 0 40px; border: none\">indented</blockquote>", "indented"),
        (
            "new<div class=\"gmail_quote\"><div class=\"gmail_attr\">On x wrote:</div><blockquote>old</blockquote>in it</div>",
            "new|in it"
        ),
        ("new<div id=\"divRplyFwdMsg\">De: a</div>old", "new"), ("new<div name=\"quote\">old</div>", "new"),
        ("new<div><b>Von:</b> Ana<br><b>Gesendet:</b> Montag<br><b>An:</b> Info<br><b>Betreff:</b> x</div>old", "new"),
        ("text<div class=\"gmail_signature\">Ana<div>GmbH</div></div>", "text"), ("text<br>--&nbsp;<br>Ana", "text"),
    ])
    func markupIsRead(html: String, expected: String) {
        #expect(written(html, "Content-Type: text/html; charset=utf-8") == expected)
    }

    @Test func isCutAtTheLimitBetweenTwoCharacters() throws {
        let text = try #require(written(String(repeating: "ä", count: 100_000)))
        #expect(text.utf8.count == Limits.bodyTextBytes)
        let odd = try #require(written("a" + String(repeating: "ä", count: 100_000)))
        #expect(odd.utf8.count == Limits.bodyTextBytes - 1)
        #expect(odd.hasSuffix("ä"))
    }
}
