/// The files a page loads, compiled in: a program that is one file has them, whatever folder it is in.
enum PageFiles {
    /// Another one when a file is another, so that a browser keeps what it has and never what it had.
    static let version: String = {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for octet in (PageStyle.text + PageScript.text).utf8 { hash = (hash ^ UInt64(octet)) &* 0x100_0000_01b3 }
        return String(hash, radix: 36)
    }()

    static func answer(_ path: String) -> HTTPResponse? {
        let cache = [("Cache-Control", "public, max-age=86400, immutable")]
        return switch path {
        case "/style.css": HTTPResponse(.ok, "text/css; charset=utf-8", PageStyle.text.utf8, cache)
        case "/page.js": HTTPResponse(.ok, "text/javascript; charset=utf-8", PageScript.text.utf8, cache)
        case "/icon.svg": HTTPResponse(.ok, "image/svg+xml", icon.utf8, [("Cache-Control", "public, max-age=3600")])
        default: nil
        }
    }

    /// A button that is an envelope.
    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g id="mark"><rect x="2" y="6" width="28" height="20" rx="5" fill="#2f6f5e"/><path d="M5 10l11 8 11-8" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/></g></svg>
        """
}
