import Foundation
import MailRouting
import Testing

@testable import MailStatus

/// The page without a browser: what it says, in which language, and that nothing of a message gets out of its text.
@Suite struct DashboardTests {
    @Test(
        arguments: [
            ("de-DE,de;q=0.9,en;q=0.8", nil, Language.german), ("en-GB,de;q=0.5", nil, .english), ("fr", nil, .english),
            ("", nil, .english), ("de;q=0,en;q=0.1", nil, .english), ("en", "de", .german), ("de", "en", .english),
            ("de", "xx", .german),
        ] as [(String, String?, Language)])
    func speaksTheReadersLanguage(_ accepted: String, _ chosen: String?, _ language: Language) {
        #expect(Words(chosen: chosen, accepted: accepted).language == language)
    }

    @Test func escapesWhateverIsPutIn() {
        let text = "<b a=\"1\" c='2'>&\u{202E}x\u{0}"
        let markup: Markup = "<p title=\"\(text)\">\(text)</p>"
        #expect(
            markup.html
                == "<p title=\"&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;x\">&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;x</p>"
        )
    }

    @Test func everyReasonHasItsWordsInBothLanguages() {
        for reason in Refusal.Reason.allCases {
            let german = Words(chosen: "de", accepted: nil).reason(reason.rawValue)
            let english = Words(chosen: "en", accepted: nil).reason(reason.rawValue)
            #expect(german != reason.rawValue || reason == .spam)
            #expect(english != reason.rawValue || reason == .spam)
        }
        #expect(Words(chosen: "en", accepted: nil).reason("of-a-later-version") == "of-a-later-version")
    }

    @Test func thePageIsWholeWithoutScripts() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 4711"])
            rig.watch()
            let english = try await rig.ask("/", fields: ["Accept-Language: en"])
            #expect(english.status == 200)
            #expect(english.field("content-type") == "text/html; charset=utf-8")
            for words in [
                "Reklamation 4711", "Latest decisions", "/decisions/1", "connected", "quality", "Rate windows",
            ] {
                #expect(english.body.contains(words), "\(words)")
            }
            // The policy allows neither.
            #expect(
                !english.body.contains("style=") && !english.body.contains("<style")
                    && !english.body.contains("onclick"))
            let german = try await rig.ask("/?lang=de")
            #expect(german.body.contains("Letzte Entscheidungen") && german.body.contains("<html lang=\"de\">"))
            #expect(german.field("set-cookie")?.hasPrefix("lang=de;") == true)
            #expect(try await rig.ask("/", fields: ["Cookie: a=b; lang=de"]).body.contains("<html lang=\"de\">"))
            let explained = try await rig.ask("/decisions/1")
            #expect(explained.body.contains("How it came about") && explained.body.contains("Reklamation 4711"))
            #expect(try await rig.ask("/decisions/99").status == 404)
            for file in ["/style.css", "/page.js", "/icon.svg"] {
                let answer = try await rig.ask(file)
                #expect(answer.status == 200 && !answer.body.isEmpty, "\(file)")
            }
        }
    }

    @Test func eventsTellWhatIsNew() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            let port = rig.port
            let caller = try await onThread {
                let caller = try Caller(port: port)
                caller.send(Array("GET /events?lang=de HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8))
                return caller
            }
            /// Reads until what was sent has this in it.
            func wait(for words: String) async throws -> String {
                try await onThread {
                    var text = ""
                    while !text.contains(words), let more = caller.read() {
                        text += String(decoding: more, as: UTF8.self)
                    }
                    return text
                }
            }
            let first = try await wait(for: "data: switches")
            #expect(first.contains("Content-Type: text/event-stream"))
            #expect(first.contains("event: section\ndata: state\n"))
            try await rig.arrive(["Reklamation 4711"])
            let second = try await wait(for: "Reklamation 4711")
            #expect(second.contains("data: decisions\n"))
            #expect(!second.contains("data: rules\n"), "what is as it was is not sent again")
        }
    }
}
