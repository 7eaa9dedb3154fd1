/// Where a person's words end and their business card begins.
enum Signature {
    /// `-- ` alone on a line (RFC 3676 section 4.3); the space is often lost on the way.
    static func isDelimiter(_ line: TextLine) -> Bool { line.kind == .plain && line.text == "--" }

    /// Takes a signature without a delimiter off the end.
    ///
    /// - Parameter author: the display name in From: alone on a line near the end it begins a signature.
    static func remove(from lines: inout [Substring], of author: String?) {
        removeDevice(from: &lines)
        removeCard(from: &lines)
        if let author, author.contains(" ") { removeCard(of: author[...].folded, from: &lines) }
    }

    /// What phones write below everything.
    private static func removeDevice(from lines: inout [Substring]) {
        let last = lines.indices.reversed().filter { !Separator.isRule(lines[$0]) }.prefix(deviceLines)
        guard let start = last.last(where: { index in devices.contains { lines[index].folded.hasPrefix($0) } }) else {
            return
        }
        lines.removeSubrange(start...)
    }

    /// What stands below the closing formula, but for a postscript. The formula stays: it is part of the letter.
    private static func removeCard(from lines: inout [Substring]) {
        guard let closing = lines.lastIndex(where: isClosing) else { return }
        let below = lines[(closing + 1)...]
        guard below.count(where: { !Separator.isRule($0) }) <= cardLines else { return }
        let postscript = below.firstIndex { line in postscripts.contains { line.folded.hasPrefix($0) } }
        lines.removeSubrange((closing + 1)..<(postscript ?? lines.endIndex))
    }

    private static func removeCard(of author: String, from lines: inout [Substring]) {
        let near = lines.indices.reversed().filter { !Separator.isRule(lines[$0]) }.prefix(cardLines)
        guard let name = near.first(where: { lines[$0].folded == author }), name != near.last else { return }
        lines.removeSubrange(name...)
    }

    private static func isClosing(_ line: Substring) -> Bool {
        guard line.utf8.count <= closingOctets else { return false }
        let text = line.folded
        return closings.contains { text.hasPrefix($0) } || abbreviations.contains(text)
    }

    /// A device's line and perhaps a link below it.
    private static let deviceLines = 3
    /// Lines of a business card with its disclaimer; more is text.
    private static let cardLines = 30
    /// A closing formula with the town it is sent from.
    private static let closingOctets = 60

    private static let devices = [
        "sent from my ", "sent from mail for windows", "sent from outlook for ", "sent with ", "get outlook for ",
        "von meinem ", "gesendet von mail für windows", "gesendet von meinem ", "gesendet mit der ",
        "diese nachricht wurde von mein", "holen sie sich outlook ", "outlook für ",
    ]
    private static let closings = [
        "mit freundlichen gr", "mit freundlichem gr", "mit besten gr", "mit herzlichen gr", "freundliche gr",
        "viele gr",
        "beste gr", "herzliche gr", "schöne gr", "liebe gr", "hochachtungsvoll", "best regards", "kind regards",
        "kindest regards", "warm regards", "with best regards", "with kind regards", "yours sincerely",
        "yours faithfully", "sincerely yours", "best wishes",
    ]
    private static let abbreviations: Set<String> = [
        "mfg", "mfg,", "vg", "vg,", "lg", "lg,", "regards", "regards,", "sincerely", "sincerely,", "gruß", "gruss",
    ]
    private static let postscripts = ["ps:", "p.s.", "ps.", "ps ", "nb:"]
}
