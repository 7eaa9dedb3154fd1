import MailRouting

/// What every page has around it.
struct PageFrame {
    let words: Words
    let title: String
    /// Of this page, for the switch of the language.
    let path: String

    func whole(_ body: Markup, isLive: Bool) -> Markup {
        // Without scripts the page fetches itself anew.
        let refresh: Markup = isLive ? "<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>" : ""
        let live: Markup =
            isLive
            ? """
            <p class="live" id="live" data-on="\(words("live", "live"))" data-off="\(words("Verbindung unterbrochen", "connection lost"))"></p>
            """ : ""
        return """
            <!DOCTYPE html>
            <html lang="\(words.language.tag)">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark"><title>\(title)</title>\(refresh)
            <link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css?\(PageFiles.version)">
            <script src="/page.js?\(PageFiles.version)" defer></script></head>
            <body><a class="skip" href="#main">\(words("Zum Inhalt", "Skip to content"))</a>
            <header><a class="brand" href="/"><svg viewBox="0 0 32 32" aria-hidden="true"><use href="/icon.svg#mark"/></svg>mailroom</a>\(live)
            <nav aria-label="\(words("Sprache", "Language"))">\(languageLink(.german, "Deutsch"))\(languageLink(.english, "English"))</nav></header>
            <main id="main">\(body)</main>
            <p id="announcement" class="hidden" role="status" aria-live="polite"></p>
            <footer><a href="/metrics">Prometheus</a> · <a href="/openapi.json">OpenAPI</a> · <a href="/api/email-status">JSON</a></footer>
            </body></html>

            """
    }

    private func languageLink(_ language: Language, _ name: String) -> Markup {
        let current: Markup = language == words.language ? " aria-current=\"true\"" : ""
        return
            "<a href=\"\(path)?lang=\(language.tag)\" lang=\"\(language.tag)\" hreflang=\"\(language.tag)\"\(current)>\(name)</a>"
    }
}
