import ArgumentParser
import MailRouting
import MailTransport

/// `mailroom template measure`: writes letters and throws them away, for `scripts/bench`.
struct TemplateMeasure: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Writes every template in turn, in both languages, and prints how many a second.",
        discussion: "Prints one JSON object: letters, seconds, octets. On one thread; what scripts/bench measures.",
        shouldDisplay: false
    )

    @Option(name: .long, help: "How many letters.")
    var letters = 20_000

    @OptionGroup var place: ConfigurationOption

    func validate() throws {
        guard (1...10_000_000).contains(letters) else { throw ValidationError("--letters is 1 to 10000000") }
    }

    func run() throws {
        let loaded = try place.load()
        let writer = AcknowledgementWriter(loaded)
        let templates = loaded.catalogue.names.sorted()
        let departments = loaded.configuration.departments
        let clock = ContinuousClock()
        let start = clock.now
        var octets = 0
        for number in 0..<letters {
            let job = Self.job(number, template: templates[number % templates.count])
            let priority = Priority.allCases[number % Priority.allCases.count]
            octets += try writer.write(
                job, from: departments[number % departments.count], priority: priority, now: job.arrivedAt
            ).bytes.count
        }
        let spent = clock.now - start
        var line = JSONLine()
        line.add("letters", letters)
        line.add("microseconds", Int(spent / .microseconds(1)))
        line.add("octets", octets)
        Terminal.say(line.text)
    }

    /// Answers a message with the header that a mail server hands over: trace fields, a name and a subject in encoded
    /// words, and a thread.
    private static func job(_ number: Int, template: TemplateName) -> Acknowledgement {
        let id = "\(number)@customer.example"
        let header = """
            Return-Path: <joerg@customer.example>\r
            Received: from mx.customer.example (mx.customer.example [192.0.2.1])\r
            \tby mail.buttons.example with ESMTPS id \(number); Sun, 22 Nov 2026 12:00:00 +0000\r
            From: =?utf-8?q?J=C3=B6rg_M=C3=BCller?= <joerg@customer.example>\r
            To: info@buttons.example\r
            Subject: =?utf-8?q?Anfrage_Perlmuttkn=C3=B6pfe_f=C3=BCr_Mantel?= \(number)\r
            Date: Sun, 22 Nov 2026 12:00:00 +0000\r
            Message-ID: <\(id)>\r
            References: <1.\(id)> <2.\(id)> <3.\(id)>\r
            MIME-Version: 1.0\r
            Content-Type: text/plain; charset=utf-8\r
            \r

            """
        return Acknowledgement(
            template: template, language: number.isMultiple(of: 2) ? .german : .english, department: "info",
            recipient: Address(displayName: "Jörg Müller", localPart: "joerg", domain: "customer.example"),
            messageID: MessageID("ack.\(number)@buttons.example"), header: Array(header.utf8),
            fingerprint: Fingerprint(digest: "\(number)", size: UInt32(header.utf8.count)),
            arrivedAt: Instant(seconds: 1_795_348_800 + Int64(number)))
    }
}
