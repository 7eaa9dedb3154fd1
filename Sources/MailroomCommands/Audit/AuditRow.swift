import MailJournal
import MailRouting

/// What was found out about one watched mailbox.
struct AuditRow: Sendable {
    let address: MailboxAddress
    /// Nil when the journal never had to do with it.
    let books: MailboxBooks?
    /// Messages in the mailbox now; nil when no server was asked, or it did not say.
    var messages: Int?
    /// Of those, above the watermark at the time of the look.
    var unseen = 0
    /// Of those, there before the agent and left alone, without a row each.
    var skipped = 0
    /// Ascending.
    var missing: [UID] = []
    /// What a person should know, and is no fault.
    var note: String?
    /// Why the mailbox could not be looked at.
    var problem: String?

    /// What the journal holds, without a look at the mailbox.
    init(_ books: MailboxBooks) {
        address = books.address
        self.books = books
    }

    init(_ address: MailboxAddress, _ books: MailboxBooks?) {
        self.address = address
        self.books = books
    }

    /// Messages nobody can account for: those the journal does not know, and those it has lost hold of.
    var unaccounted: Int { missing.count + (books?.unaccounted ?? 0) }

    /// The columns of the table and the keys of the objects, in their order.
    var counts: [(name: String, count: Int)] {
        let states = books?.arrivals ?? [:]
        func count(_ wanted: ArrivalState...) -> Int { wanted.reduce(0) { $0 + states[$1, default: 0] } }
        return [
            ("routed", count(.routed)), ("kept", count(.kept)), ("held", count(.held)), ("failed", 0),
            ("vanished", count(.vanished)), ("open", count(.recorded, .routing)), ("returned", count(.returned)),
            ("theirs", count(.theirs)), ("ours", count(.own, .known)), ("left", count(.ignored, .observed) + skipped),
            ("unseen", unseen), ("unaccounted", unaccounted),
        ]
    }

    var json: JSONLine {
        var line = JSONLine()
        line.add("account", address.account.rawValue)
        line.add("mailbox", address.mailbox.rawValue)
        line.add("uidvalidity", books.map { Int($0.uidValidity.value) })
        line.add("watermark", books.map { Int($0.watermark?.value ?? 0) })
        line.add("messages", messages)
        for (name, count) in counts { line.add(name, count) }
        line.add("simulated", books?.simulated ?? 0)
        line.add("unaccounted_uids", Self.ranges(missing))
        line.add("note", note)
        line.add("problem", problem)
        return line
    }

    /// Ascending UIDs as a set in IMAP's own form (RFC 9051 section 9, sequence-set): `3:5,9`.
    static func ranges(_ uids: [UID]) -> String {
        var ranges: [(first: UID, last: UID)] = []
        for uid in uids {
            if let last = ranges.last, last.last.next == uid {
                ranges[ranges.count - 1].last = uid
            } else {
                ranges.append((uid, uid))
            }
        }
        return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first):\($0.last)" }.joined(separator: ",")
    }
}

/// The rows for people: one line for each mailbox, and below it what wants to be read.
struct AuditTable {
    private let rows: [AuditRow]
    init(_ rows: [AuditRow]) { self.rows = rows }

    func text(in style: TextStyle) -> String {
        let names = ["mailbox", "there"] + (rows.first?.counts.map(\.name) ?? [])
        var lines = [names]
        for row in rows {
            lines.append(
                [row.address.description, row.messages.map(String.init) ?? "-"] + row.counts.map { "\($0.count)" })
        }
        let widths = names.indices.map { column in lines.map { ColumnText.columns(of: $0[column]) }.max() ?? 0 }
        let shown = lines.enumerated().flatMap { number, cells -> [String] in
            let padded = cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - ColumnText.columns(of: cell))
                return column == 0 ? cell + space : space + cell
            }
            let line = ColumnText.harmless(padded.joined(separator: "  "), atMost: 1000)
            guard number > 0 else { return [style.paint(line, .bold)] }
            return [line] + remarks(rows[number - 1], style)
        }
        let total = rows.reduce(0) { $0 + $1.unaccounted }
        let verdict = total == 0 ? style.paint("0 unaccounted", .green) : style.paint("\(total) unaccounted", .red)
        return (shown + [verdict]).joined(separator: "\n")
    }

    private func remarks(_ row: AuditRow, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        if !row.missing.isEmpty {
            let uids = ColumnText.harmless(AuditRow.ranges(row.missing), atMost: 400)
            lines.append(style.paint("  UIDs the journal does not know: \(uids)", .red))
        }
        if let lost = row.books?.unaccounted, lost > 0 {
            lines.append(style.paint("  \(lost) under way or held without a job: report this", .red))
        }
        if let simulated = row.books?.simulated, simulated > 0 {
            lines.append("  \(simulated) of these \(simulated == 1 ? "is" : "are") simulated")
        }
        if let note = row.note { lines.append("  note: \(note)") }
        if let problem = row.problem {
            lines.append(style.paint("  \(ColumnText.harmless(problem, atMost: 1000))", .red))
        }
        return lines
    }
}
