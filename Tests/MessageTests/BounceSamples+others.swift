extension BounceSample {
    /// Bounces that follow no standard, absence notices, and what is neither.
    static let others: [BounceSample] = [
        BounceSample(
            name: "qmail",
            message: """
                Return-Path: <>
                From: MAILER-DAEMON@customer.example
                To: info@buttons.example
                Subject: failure notice

                Hi. This is the qmail-send program at customer.example.
                I'm afraid I wasn't able to deliver your message to the following addresses.
                This is a permanent error; I've given up. Sorry it didn't work out.

                <ana@customer.example>:
                Sorry, no mailbox here by that name. (#5.1.1)

                --- Below this line is a copy of the message.

                Return-Path: <>
                \(returnedHeader)

                Thank you.

                """, kind: "permanent-failure", status: "5.1.1", address: nil),
        BounceSample(
            name: "Exim",
            message: """
                Return-Path: <>
                X-Failed-Recipients: ana@customer.example
                Auto-Submitted: auto-replied
                From: Mail Delivery System <Mailer-Daemon@mx.customer.example>
                To: info@buttons.example
                Subject: Mail delivery failed: returning message to sender

                This message was created automatically by mail delivery software.

                A message that you sent could not be delivered to one or more of its
                recipients. This is a permanent error. The following address(es) failed:

                  ana@customer.example
                    host mail.customer.example [192.0.2.7]
                    SMTP error from remote mail server after RCPT TO:<ana@customer.example>:
                    550 no such user

                ------ This is a copy of the message, including all the headers. ------

                Return-path: <>
                \(returnedHeader)

                """, kind: "permanent-failure", status: "550", address: "ana@customer.example"),
        BounceSample(
            name: "Exchange, text with the header below",
            message: """
                Return-Path: <>
                From: postmaster@customer.example
                To: info@buttons.example
                Subject: Undeliverable: Auto: order
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Delivery has failed to these recipients or groups:

                ana@customer.example
                The email address you entered couldn't be found.

                Diagnostic information for administrators:

                Generating server: EX01.customer.example

                ana@customer.example
                #550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup ##

                Original message headers:

                Received: from mx.buttons.example (192.0.2.1) by EX01.customer.example
                Message-ID: <ack.00112233445566778899aabbcc=
                ddeeff@buttons.example>

                """, kind: "permanent-failure", status: "5.1.10", address: nil),
        BounceSample(
            name: "a bounce that does not say why",
            message: """
                Return-Path: <>
                From: Mail Delivery Subsystem <mailer-daemon@customer.example>
                To: info@buttons.example
                Subject: Returned mail

                Your message \(id). could not be delivered.

                """, kind: "transient-failure", status: nil, address: nil),
        BounceSample(
            name: "an absence notice that answers it",
            message: """
                Return-Path: <>
                From: Ana <ana@customer.example>
                To: info@buttons.example
                Subject: Automatic reply: Auto: order
                In-Reply-To: <\(id)>
                Auto-Submitted: auto-replied (vacation)

                I am away; call extension 550 or see section 5.1.1 of the manual.

                """, kind: "automatic-reply", status: nil, address: nil),
        BounceSample(
            name: "a person who answers it",
            message: """
                Return-Path: <ana@customer.example>
                From: Ana <ana@customer.example>
                To: info@buttons.example
                Subject: Re: Auto: order
                In-Reply-To: <\(id)>
                References: <order-1@customer.example> <\(id)>
                Message-ID: <answer-1@customer.example>

                Thank you.

                """, kind: nil, status: nil, address: nil),
        BounceSample(
            name: "the acknowledgement itself, reflected",
            message: """
                Return-Path: <list-bounces@lists.example>
                \(returnedHeader)

                Thank you.

                """, kind: "automatic-reply", status: nil, address: nil),
    ]
}
