import Foundation
import MailRouting
import Testing

@testable import MailroomCommands

@Suite struct ReplayTests {
    static let own = ["info", "sales", "support", "finance"].map {
        Address(localPart: $0, domain: "happybuttons.example")
    }

    static func routing(now: Instant? = nil) throws -> OfflineRouting {
        OfflineRouting(
            router: try LoadedRules.load(Repository.path("rules"), own: own), mailbox: "info", now: now,
            fallback: Instant(seconds: 1_795_000_000))
    }

    /// The lines of a replay, file names without the folder they are in.
    static func lines(of paths: [String], by routing: OfflineRouting, in folder: String) async throws -> [String] {
        let text = try await written {
            _ = try await Replay(of: paths, by: routing).write(as: .jsonl, to: OutputBuffer(to: $0))
        }
        return text.split(separator: "\n").map { String($0).replacing(folder + "/", with: "") }
    }

    @Test func saysTheSameOfTheFixturesEveryTime() async throws {
        let folder = Repository.path("fixtures/messages")
        let lines = try await Self.lines(of: [folder], by: Self.routing(), in: folder)
        #expect(lines.count == Self.expected.count)
        for (line, expected) in zip(lines, Self.expected) { #expect(line == expected) }
    }

    @Test func refusesOldMailWhenItIsToldTheTime() async throws {
        let file = Repository.path("fixtures/messages/complaint-de.eml")
        let row = ReplayRow(
            of: .init(file: file, content: .file(SourcePath(file))),
            by: try Self.routing(now: Instant(seconds: 1_800_000_000)))
        let decision = try row.outcome.get().decision
        guard case .refused("quality_complaint", let refusal) = decision.acknowledgement else {
            Issue.record("\(decision.acknowledgement)")
            return
        }
        #expect(refusal.reason == .tooOld)
    }

    @Test func judgesAtTheNewestReceivedField() throws {
        let file = Repository.path("fixtures/messages/order-urgent-en.eml")
        let message = try MessageHead(of: InputFile(SourcePath(file))).parsed()
        let circumstances = try Self.routing().circumstances(of: message)
        #expect(circumstances.arrivedAt == Instant(seconds: 1_795_167_605))
        #expect(circumstances.now == circumstances.arrivedAt)
    }

    @Test func givesEveryFileItsLineInOrder() async throws {
        var files: [String: String] = [:]
        for number in 1000..<1500 { files["\(number)"] = number % 7 == 0 ? "" : "Subject: \(number)\n\nx" }
        try await withFolder(files) { [files] folder in
            let paths = ["\(folder)/missing", folder]
            let lines = try await Self.lines(of: paths, by: Self.routing(), in: folder)
            let names = lines.map { $0.split(separator: "\"")[3] }
            let isInOrder = names == ["missing"] + files.keys.sorted().map { Substring($0) }
            #expect(isInOrder)
            #expect(lines[0].hasSuffix(#""defects":[],"error":"cannot read: No such file or directory"}"#))
        }
    }

    @Test func printsATableNoWiderThanItsPage() async throws {
        let table = ReplayTable(columns: 80, style: .plain)
        var source = MessageSource([Repository.path("fixtures/messages")])
        while let item = source.next() {
            let line = table.line(of: ReplayRow(of: item, by: try Self.routing()))
            #expect(ColumnText.columns(of: line) <= 80)
        }
        #expect(table.header.hasPrefix("file "))
    }

    static let expected = [
        #"{"file":"bounce.eml","message_id":"dsn-5@elsewhere.example","subject":"Undelivered Mail Returned to "#
            + #"Sender","from":"Mail Delivery System <MAILER-DAEMON@elsewhere.example>","#
            + #""mailbox":"info","language":"en","priority":"normal","department":"info","folder":null,"#
            + #""rule":"unknown.normal","#
            + #""acknowledge":{"send":false,"template":"customer_inquiry","language":"en","reason":"nullReversePath: "#
            + #"the reverse-path is null (RFC 3834 section 2)"},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"complaint-de.eml","message_id":"20261120-4711@kunde.example","subject":"Reklamation Charge "#
            + #"4711","from":"Ana Beispiel <ana.beispiel@kunde.example>","#
            + #""mailbox":"info","language":"de","priority":"critical","department":"support","folder":null,"#
            + #""rule":"quality.complaint","#
            + #""acknowledge":{"send":true,"template":"quality_complaint","language":"de","reason":null},"#
            + #""keywords":["urgent"],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"folded-subject-de.eml","message_id":"folded-1@kunde.example","subject":"Qualitätsproblem bei "#
            + #"Perlmuttknöpfen","from":"Cläre Müller <c.m@kunde.example>","#
            + #""mailbox":"info","language":"de","priority":"critical","department":"support","folder":null,"#
            + #""rule":"quality.complaint","#
            + #""acknowledge":{"send":true,"template":"quality_complaint","language":"de","reason":null},"#
            + #""keywords":["urgent"],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"hostile.eml","message_id":null,"subject":"ÿþ  urgent  Bcc: victim@elsewhere.example  [2J ÿÿÿ","#
            + #""from":"\u202ebank <a@b>","#
            + #""mailbox":"info","language":"en","priority":"high","department":"sales","folder":null,"#
            + #""rule":"oem.order","#
            + #""acknowledge":{"send":false,"template":"oem_order","language":"en","reason":"malformedReversePath: the "#
            + #"reverse-path is '<<>>' (RFC 3834 section 4)"},"#
            + #""keywords":["urgent"],"copies":[],"defects":["malformed-header-line","bad-return-path","#
            + #""control-character-in-header","eight-bit-header","unknown-charset","bad-date","bad-message-id"],"#
            + #""error":null}"#,
        #"{"file":"inquiry-en.eml","message_id":"brass-1@theatre.example","subject":"Do you still make brass "#
            + #"uniform buttons?","from":"Wardrobe Department <wardrobe@theatre.example>","#
            + #""mailbox":"info","language":"en","priority":"normal","department":"info","folder":null,"#
            + #""rule":"unknown.normal","#
            + #""acknowledge":{"send":true,"template":"customer_inquiry","language":"en","reason":null},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"invoice-de.eml","message_id":"re-2026-0815@spedition.example","subject":"Rechnung "#
            + #"RE-2026-0815","from":"Spedition Nord, Buchhaltung <buchhaltung@spedition.example>","#
            + #""mailbox":"info","language":"de","priority":"normal","department":"finance","folder":null,"#
            + #""rule":"finance.invoice","#
            + #""acknowledge":{"send":true,"template":"invoice_received","language":"de","reason":null},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"newsletter.eml","message_id":"weekly-47@letters.example","subject":"This week in trimmings: "#
            + #"the return of the toggle","from":"Textile Weekly <weekly@letters.example>","#
            + #""mailbox":"info","language":"en","priority":"normal","department":"info","folder":null,"#
            + #""rule":"unknown.normal","#
            + #""acknowledge":{"send":false,"template":"customer_inquiry","language":"en","reason":"bulkPrecedence: "#
            + #"Precedence is bulk (RFC 3834 section 2)"},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"order-urgent-en.eml","message_id":"po-2026-118@shirts.example","subject":"Urgent: purchase "#
            + #"order 2026-118, 40,000 horn buttons","from":"Weaver, Tom <tom.weaver@shirts.example>","#
            + #""mailbox":"info","language":"en","priority":"high","department":"sales","folder":null,"#
            + #""rule":"oem.order","#
            + #""acknowledge":{"send":true,"template":"oem_order","language":"en","reason":null},"#
            + #""keywords":["urgent"],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"out-of-office-de.eml","message_id":"ooo-1@kunde.example","subject":"Abwesenheitsnotiz: Ihr "#
            + #"Angebot 2026-77","from":"Bernd Beispiel <bernd.beispiel@kunde.example>","#
            + #""mailbox":"info","language":"de","priority":"normal","department":"sales","folder":null,"#
            + #""rule":"sales.inquiry","#
            + #""acknowledge":{"send":false,"template":"customer_inquiry","language":"de","reason":"nullReversePath: "#
            + #"the reverse-path is null (RFC 3834 section 2)"},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"own-address.eml","message_id":"internal-1@happybuttons.example","subject":"Please look after "#
            + #"this order","from":"Happy Buttons Sales <sales@happybuttons.example>","#
            + #""mailbox":"info","language":"en","priority":"normal","department":"sales","folder":null,"#
            + #""rule":"sales.order","#
            + #""acknowledge":{"send":false,"template":"customer_inquiry","language":"en","reason":"ownAddress: the "#
            + #"sender sales@happybuttons.example is our own address (RFC 3834 section 2)"},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
        #"{"file":"supplier-update-en.eml","message_id":"prices-1@resin.example","subject":"Re: Supplier price "#
            + #"list for casein and resin, spring","from":"Resin Supply <supply@resin.example>","#
            + #""mailbox":"info","language":"en","priority":"normal","department":"info","folder":null,"#
            + #""rule":"supplier.update","#
            + #""acknowledge":{"send":true,"template":"supplier_update","language":"en","reason":null},"#
            + #""keywords":[],"copies":[],"defects":[],"error":null}"#,
    ]
}
