import Testing

/// Bounces as mail systems write them, made up after their habits; the acknowledgement they return is `BounceSample.id`.
struct BounceSample: Sendable, CustomTestStringConvertible {
    let name: String
    let message: String
    let kind: String?
    let status: String?
    let address: String?
    var testDescription: String { name }

    static let id = "ack.00112233445566778899aabbccddeeff@buttons.example"

    static let returnedHeader = """
        Message-ID: <\(id)>
        From: Buttons <info@buttons.example>
        To: ana@customer.example
        Subject: Auto: order
        In-Reply-To: <order-1@customer.example>
        Auto-Submitted: auto-replied
        X-Mailroom-Loop: token-1
        """

    static func report(
        from: String = "MAILER-DAEMON@mx.customer.example", subject: String = "Undelivered Mail Returned to Sender",
        text: String = "I'm sorry.", status: String, returned: String = returnedHeader,
        type: String = "message/rfc822", encoding: String = "7bit"
    ) -> String {
        """
        Return-Path: <>
        From: Mail Delivery System <\(from)>
        To: info@buttons.example
        Subject: \(subject)
        Auto-Submitted: auto-replied
        Message-ID: <report-1@mx.customer.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="B"

        --B
        Content-Type: text/plain; charset=us-ascii

        \(text)
        --B
        Content-Type: message/delivery-status

        \(status)
        --B
        Content-Type: \(type)
        Content-Transfer-Encoding: \(encoding)

        \(returned)

        --B--

        """
    }

    static let all = standard + others

    /// After RFC 3464.
    private static let standard: [BounceSample] = [
        BounceSample(
            name: "Postfix",
            message: report(
                status: """
                    Reporting-MTA: dns; mx.customer.example
                    X-Postfix-Queue-ID: 4F1A2B3C4D
                    Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100 (CET)

                    Final-Recipient: rfc822; ana@customer.example
                    Original-Recipient: rfc822;ana@customer.example
                    Action: failed
                    Status: 5.1.1
                    Remote-MTA: dns; mail.customer.example
                    Diagnostic-Code: smtp; 550 5.1.1 <ana@customer.example>: Recipient address
                        rejected: User unknown in virtual mailbox table
                    """), kind: "permanent-failure", status: "5.1.1", address: "ana@customer.example"),
        BounceSample(
            name: "Sendmail, header only",
            message: report(
                subject: "Returned mail: see transcript for details",
                status: """
                    Reporting-MTA: dns; relay.customer.example
                    Received-From-MTA: DNS; buttons.example
                    Arrival-Date: Mon, 23 Nov 2026 10:00:00 +0100

                    Final-Recipient: RFC822; <ana@customer.example>
                    Action: Failed (mailbox full)
                    Status: 5.2.2
                    Last-Attempt-Date: Mon, 23 Nov 2026 10:00:02 +0100
                    """, type: "text/rfc822-headers"), kind: "permanent-failure", status: "5.2.2",
            address: "ana@customer.example"),
        BounceSample(
            name: "delayed",
            message: report(
                subject: "Delayed Mail (still being retried)",
                status: """
                    Reporting-MTA: dns; mx.customer.example

                    Final-Recipient: rfc822; ana@customer.example
                    Action: delayed
                    Status: 4.4.1
                    Will-Retry-Until: Sat, 28 Nov 2026 10:00:00 +0100
                    """), kind: "transient-failure", status: "4.4.1", address: "ana@customer.example"),
        BounceSample(
            name: "given up after days, class 4",
            message: report(
                status: """
                    Reporting-MTA: dns; mx.customer.example

                    Final-Recipient: rfc822; ana@customer.example
                    Action: failed
                    Status: 4.4.7
                    """), kind: "permanent-failure", status: "4.4.7", address: "ana@customer.example"),
        BounceSample(
            name: "one of two recipients failed",
            message: report(
                status: """
                    Reporting-MTA: dns; lists.customer.example

                    Final-Recipient: rfc822; bob@customer.example
                    Action: relayed
                    Status: 2.1.5

                    Final-Recipient: rfc822; ana@customer.example
                    Action: failed
                    Status: 5.7.1
                    """), kind: "permanent-failure", status: "5.7.1", address: "ana@customer.example"),
        BounceSample(
            name: "delivered: no response",
            message: report(
                subject: "Successful Mail Delivery Report",
                status: """
                    Reporting-MTA: dns; mx.customer.example

                    Final-Recipient: rfc822; ana@customer.example
                    Action: delivered
                    Status: 2.0.0
                    """), kind: nil, status: nil, address: nil),
        BounceSample(
            name: "no status field, class in the diagnostic; returned part in base64",
            message: report(
                status: """
                    Reporting-MTA: dns; mx.customer.example

                    Final-Recipient: rfc822; ana@customer.example
                    Diagnostic-Code: smtp; 554 5.7.606 Access denied
                    Action: failed
                    """,
                returned: """
                    TWVzc2FnZS1JRDogPGFjay4wMDExMjIzMzQ0NTU2Njc3ODg5OWFhYmJjY2RkZWVmZkBi
                    dXR0b25zLmV4YW1wbGU+DQpTdWJqZWN0OiB4DQoNCg==
                    """, encoding: "base64"), kind: "permanent-failure", status: "5.7.606",
            address: "ana@customer.example"),
        BounceSample(
            name: "envelope identifier, nothing returned",
            message: report(
                status: """
                    Reporting-MTA: dns; mx.customer.example
                    Original-Envelope-Id: \(id)

                    Final-Recipient: rfc822; ana@customer.example
                    Action: failed
                    Status: 5.0.0
                    """, returned: "", type: "text/rfc822-headers"), kind: "permanent-failure", status: "5.0.0",
            address: "ana@customer.example"),
        BounceSample(
            name: "our loop field, another Message-ID",
            message: report(
                status: """
                    Reporting-MTA: dns; mx.customer.example

                    Final-Recipient: rfc822; ana@customer.example
                    Action: failed
                    Status: 5.1.1
                    """, returned: "Message-ID: <rewritten@mx.customer.example>\nX-Mailroom-Loop: token-1"),
            kind: "permanent-failure", status: "5.1.1", address: "ana@customer.example"),
        BounceSample(
            name: "a bounce of somebody else's message",
            message: report(
                status: """
                    Final-Recipient: rfc822; ana@customer.example
                    Action: failed
                    Status: 5.1.1
                    """, returned: "Message-ID: <other@buttons.example>"), kind: nil, status: nil, address: nil),
    ]
}
