import MailRouting

/// The findings of several files, collected so that all of them are shown at once.
struct Findings {
    private var all: [Diagnostic] = []

    /// The value, or nil after taking note of everything that is wrong with it.
    mutating func collect<Value>(_ read: () throws(Diagnostics) -> Value) -> Value? {
        do {
            return try read()
        } catch {
            all += error.all
            return nil
        }
    }

    mutating func add(_ finding: Diagnostic) { all.append(finding) }

    var hasAny: Bool { !all.isEmpty }

    /// Throws what was collected. Called where a value is missing, which only happens after a finding.
    var diagnostics: Diagnostics { Diagnostics(all) }
}
