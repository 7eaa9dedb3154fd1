import Foundation
import MailRouting
import Testing

@testable import MailStatus

/// The dashboard as people meet it: in a real browser.
@Suite(.serialized, .enabled(if: Browser.isInstalled, "Debian's chromium and chromium-driver are not installed"))
struct BrowserTests {
    @Test func followsWhatHappens() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            rig.watch()
            try await Browser.run { browser async throws in
                try await browser.open(rig.page)
                #expect(try await browser.text(of: "#decisions").contains("Nothing was decided yet"))
                try await eventually("it is live") { try await browser.text(of: "#live") == "live" }
                try await rig.arrive(["Reklamation 4711"])
                try await eventually("the decision is there") {
                    try await browser.text(of: "#decisions").contains("Reklamation 4711")
                }
                try await eventually("the fault is read out") {
                    rig.readiness.set([.notConnected(StatusRig.info, Fault(cause: "connection reset"))])
                    return try await browser.script("return document.getElementById('announcement').textContent")
                        == "Needs attention"
                }
                // One click away: why.
                try await browser.click("#decisions .why a")
                #expect(try await browser.text(of: "h1") == "Reklamation 4711")
                #expect(try await browser.text(of: ".steps li.yes").contains("quality"))
                #expect(try await browser.address.hasSuffix("/decisions/1"))
            }
        }
    }

    @Test func pausesAndResumes() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            rig.watch()
            try await Browser.run { browser async throws in
                try await browser.open(rig.page)
                let pause = "[formaction='/api/pause/acknowledgements']"
                let resume = "[formaction='/api/resume/acknowledgements']"
                try await browser.type("not the token at all", into: "#token")
                try await browser.click(pause)
                try await eventually("it is refused") {
                    try await browser.text(of: "#outcome").contains("token is missing or wrong")
                }
                #expect(try await rig.journal.sending().isClosed)
                _ = try await browser.script("document.getElementById('token').value = ''")
                try await browser.type(StatusRig.token, into: "#token")
                try await browser.click(pause)
                try await eventually("it is said") { try await browser.text(of: "#outcome").contains("Paused") }
                #expect(try await !rig.journal.sending().isClosed)
                try await eventually("the page shows it") { try await browser.has(resume) }
                #expect(try await browser.text(of: "#state").contains("Paused"))
                try await browser.click(resume)
                try await eventually("it goes on") { try await browser.has(pause) }
                #expect(try await rig.journal.sending().isClosed)
            }
        }
    }

    @Test func showsHostileSubjectsHarmlessly() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            let hostile =
                "<script>window.hacked=1</script><img src=x onerror=window.hacked=2> \u{202E}fdp.exe\u{202C} \"'&"
            let encoded = "=?utf-8?B?\(Data(hostile.utf8).base64EncodedString())?="
            try await rig.arrive([encoded])
            try await Browser.run { browser async throws in
                for path in ["", "decisions/1"] {
                    try await browser.open(rig.page + path)
                    let text = try await browser.text(of: path.isEmpty ? "#decisions" : "h1")
                    #expect(text.contains("<script>window.hacked=1</script>"))
                    #expect(!text.unicodeScalars.contains { OneLine.isHidden($0) })
                    #expect(try await browser.script("return String(window.hacked)") == "undefined")
                    #expect(
                        try await browser.script("return document.querySelectorAll('main script, main img').length")
                            == "0")
                }
                // Also as it comes over the events.
                try await browser.open(rig.page)
                try await eventually("it is live") { try await browser.text(of: "#live") == "live" }
                try await rig.arrive([encoded], from: 2)
                try await eventually("it is there") {
                    try await browser.script("return document.querySelectorAll('#decisions tbody tr').length") == "2"
                }
                #expect(try await browser.script("return String(window.hacked)") == "undefined")
            }
        }
    }

    @Test func worksWithoutScriptsAndInGerman() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            rig.watch()
            try await rig.arrive(["Reklamation 4711"])
            var settings = Browser.Settings()
            settings.hasScripts = false
            settings.language = "de"
            try await Browser.run(settings) { browser async throws in
                try await browser.open(rig.page)
                #expect(try await browser.text(of: "#decisions").contains("Reklamation 4711"))
                #expect(try await browser.text(of: "#queue").contains("kritisch"))
                try await browser.type(StatusRig.token, into: "#token")
                try await browser.click("[formaction='/api/pause/everything']")
                #expect(try await browser.address == rig.page)
                #expect(try await browser.text(of: "#state").contains("Angehalten"))
                #expect(try await rig.journal.pauses().holds("info"))
                #expect(try await rig.journal.operations(limit: 1).first?.what == "pause everything")
                try await browser.click("nav a[lang=en]")
                #expect(try await browser.text(of: "#state").contains("Paused"))
                try await browser.open(rig.page)
                #expect(try await browser.text(of: "#state").contains("Paused"), "the choice is remembered")
            }
        }
    }

    @Test func isBuiltForKeyboardsAndScreenReaders() async throws {
        try await StatusRig.run(ticking: true) { rig async throws in
            rig.watch()
            try await rig.arrive(["Reklamation 4711"])
            try await Browser.run { browser async throws in
                try await browser.open(rig.page)
                for selector in [
                    "html[lang=en]", "header", "nav[aria-label]", "main", "footer", "a.skip", "[role=status]",
                ] {
                    #expect(try await browser.has(selector), "\(selector)")
                }
                let unnamed = """
                    return [...document.querySelectorAll('section')].filter(s => !document.getElementById(s.getAttribute('aria-labelledby'))).length
                      + [...document.querySelectorAll('button, a')].filter(b => !(b.getAttribute('aria-label') || b.textContent.trim())).length
                      + [...document.querySelectorAll('svg')].filter(s => !s.hasAttribute('aria-hidden') && !s.hasAttribute('aria-label')).length
                      + [...document.querySelectorAll('th')].filter(t => !t.scope).length
                      + [...document.querySelectorAll('input:not([type=hidden])')].filter(i => !i.labels.length).length
                    """
                #expect(try await browser.script(unnamed) == "0")
                // Nothing comes from elsewhere, and the policy has not had to stop anything.
                let elsewhere =
                    "return performance.getEntriesByType('resource').filter(e => !e.name.startsWith(location.origin)).length"
                #expect(try await browser.script(elsewhere) == "0")
                #expect(try await browser.script("return document.documentElement.scrollWidth <= innerWidth") == "1")
            }
            var phone = Browser.Settings(width: 390, height: 800)
            phone.isPhone = true
            try await Browser.run(phone) { browser async throws in
                try await browser.open(rig.page)
                #expect(try await browser.script("return document.documentElement.scrollWidth <= 390") == "1")
            }
        }
    }
}

extension StatusRig {
    var page: String { "http://127.0.0.1:\(port)/" }
}

/// Waits for what a browser does in its own time.
func eventually(
    _ what: Comment, sourceLocation: Testing.SourceLocation = #_sourceLocation, _ isMet: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await !isMet() {
        try #require(ContinuousClock.now < end, "\(what): it did not within a minute", sourceLocation: sourceLocation)
        try await Task.sleep(for: .milliseconds(50))
    }
}
