import MailRouting

/// What a person has to know about one translation, each thing once.
///
/// The same place is looked at more than once, because a command of a script can stand on many ways through it. Local
/// to one translation, so a plain class without a lock.
final class ImportFindings {
    private let text: SourceText
    private var seen: Set<Diagnostic> = []
    private var hasNotedMatching = false
    private var all: [Diagnostic] = []

    var sorted: Diagnostics { Diagnostics(all) }

    init(_ text: SourceText) { self.text = text }

    /// Something was not translated.
    func missing(at place: SourcePlace, _ message: String, _ next: String? = nil) { add(.error, place, message, next) }

    /// Something was translated and means a little more or less than before.
    func note(at place: SourcePlace, _ message: String, _ next: String? = nil) { add(.note, place, message, next) }

    /// Said once: it is true of every text.
    func noteWiderMatching(at place: SourcePlace) {
        guard !hasNotedMatching else { return }
        hasNotedMatching = true
        note(
            at: place,
            "rules compare texts more widely: É and é, ä and ae, full and half width, and runs of white space are the same"
        )
    }

    private func add(_ severity: Diagnostic.Severity, _ place: SourcePlace, _ message: String, _ next: String?) {
        guard all.count < Limits.findings else { return }
        let finding = Diagnostic(
            severity, at: place.location, length: place.length, message, suggestion: next,
            sourceLine: text.line(place.location.line))
        if seen.insert(finding).inserted { all.append(finding) }
    }
}

/// Where something stands in the file that is translated, and how many columns of its line it takes.
struct SourcePlace: Hashable {
    let location: SourceLocation
    let length: Int
}

extension YAMLNode {
    var place: SourcePlace { SourcePlace(location: location, length: length) }
}
