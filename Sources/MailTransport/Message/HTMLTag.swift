/// One tag, with the few attributes that tell whose words an element holds.
struct HTMLTag {
    /// Lower-cased; empty for declarations such as `<!DOCTYPE html>`.
    let name: String
    let isClosing: Bool
    /// Behind its `>`.
    let end: Int
    private var id = ""
    private var classes: [Substring] = []
    private var style = ""
    /// The attribute called `name`.
    private var label = ""
    private var isSignatureBlock = false

    /// Attributes looked at in one tag: real ones have a handful.
    private static let attributeLimit = 32

    /// Reads the tag that begins with `<` at `start`; a quoted attribute may hold a `>`.
    init(_ source: [UInt8], at start: Int) {
        var cursor = Cursor(source: source, position: start + 1)
        isClosing = cursor.skip(UInt8(ascii: "/"))
        name = cursor.word { !Self.isSpace($0) && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/") }
        var count = 0
        while let attribute = cursor.attribute() {
            count += 1
            guard count <= Self.attributeLimit else { continue }
            switch attribute.name {
            case "id": id = attribute.value
            case "class": classes = attribute.value.split(separator: " ")
            case "name": label = attribute.value
            case "style": style = attribute.value.filter { $0 != " " }
            case "data-signatureblock": isSignatureBlock = true
            default: break
            }
        }
        end = cursor.position
    }

    // MARK: What it means

    static let unshown: Set<String> = ["script", "style", "title", "xml"]
    static let empty: Set<String> = ["br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"]
    static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section",
        "table", "tr", "ul",
    ]

    /// A `blockquote` quotes, unless it is drawn without a line at its side: so mail programs indent.
    var isQuotation: Bool { name == "blockquote" && !style.contains("border:none") }

    /// The line that says who wrote what is quoted: Gmail, Thunderbird.
    var isAttribution: Bool { classes.contains("gmail_attr") || classes.contains("moz-cite-prefix") }

    /// Gmail, Thunderbird, Proton, Apple, Outlook for the web and for phones, Windows Mail.
    var isSignature: Bool {
        isSignatureBlock || classes.contains(where: Self.signatureClasses.contains) || Self.signatureIDs.contains(id)
    }

    /// GMX and Web.de, Yahoo, Proton, Outlook for the web and for Mac, Hotmail, Zimbra.
    var beginsOriginal: Bool {
        label == "quote" || classes.contains { $0 == "yahoo_quoted" || $0 == "protonmail_quote" }
            || ["divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "stopSpelling", "zwchr"].contains(id)
    }

    private static let signatureClasses: Set<Substring> = [
        "gmail_signature", "gmail_signature_prefix", "moz-signature", "protonmail_signature_block",
    ]
    private static let signatureIDs: Set<String> = [
        "AppleMailSignature", "lineBreakAtBeginningOfSignature", "Signature", "ms-outlook-mobile-signature",
    ]

    fileprivate static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }
}

/// A place inside a tag.
private struct Cursor {
    let source: [UInt8]
    var position: Int

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < source.count, source[position] == byte else { return false }
        position += 1
        return true
    }

    /// Lower-cased; up to 64 octets of it, more is nobody's name.
    mutating func word(while isPart: (UInt8) -> Bool) -> String {
        let start = position
        while position < source.count, isPart(source[position]) { position += 1 }
        return String(decoding: source[start..<min(position, start + 64)], as: UTF8.self).lowercased()
    }

    /// The next attribute; nil behind the `>` of the tag, or at the end of the text.
    mutating func attribute() -> (name: String, value: String)? {
        while position < source.count, HTMLTag.isSpace(source[position]) || source[position] == UInt8(ascii: "/") {
            position += 1
        }
        guard position < source.count, !skip(UInt8(ascii: ">")) else { return nil }
        let name = word { !HTMLTag.isSpace($0) && ![0x3D, 0x3E, 0x2F].contains($0) }
        while position < source.count, HTMLTag.isSpace(source[position]) { position += 1 }
        guard skip(UInt8(ascii: "=")) else {
            // Whatever stands here that is no name is passed by, so that reading always ends.
            if name.isEmpty { position += 1 }
            return (name, "")
        }
        while position < source.count, HTMLTag.isSpace(source[position]) { position += 1 }
        return (name, value())
    }

    private mutating func value() -> String {
        guard position < source.count else { return "" }
        let quote = source[position]
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted { position += 1 }
        let start = position
        if isQuoted {
            position = source[start...].index(of: quote) ?? source.count
        } else {
            while position < source.count, !HTMLTag.isSpace(source[position]), source[position] != UInt8(ascii: ">") {
                position += 1
            }
        }
        let value = String(decoding: source[start..<min(position, start + 1024)], as: UTF8.self)
        if isQuoted, position < source.count { position += 1 }
        return value
    }
}
