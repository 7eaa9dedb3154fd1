import MailJournal
import MailRouting

/// What the page says, in the reader's language.
struct Words: Sendable {
    let language: Language

    /// - Parameters:
    ///   - chosen: `de` or `en`, by the reader's own hand.
    ///   - accepted: The value of Accept-Language (RFC 9110 section 12.5.4).
    init(chosen: String?, accepted: String?) {
        if let chosen, let language = Language.allCases.first(where: { $0.tag == chosen }) {
            self.language = language
            return
        }
        let wishes = (accepted ?? "").split(separator: ",").map { wish -> (tag: Substring, weight: Double) in
            let parts = wish.split(separator: ";")
            let weight =
                parts.dropFirst().lazy.map { $0.filter { $0 != " " } }.first { $0.hasPrefix("q=") }
                .flatMap { Double($0.dropFirst(2)) } ?? 1
            return ((parts.first ?? "").drop { $0 == " " }.prefix { $0 != "-" && $0 != " " }, weight)
        }
        let german = wishes.filter { $0.tag.lowercased() == "de" }.map(\.weight).max() ?? 0
        let english = wishes.filter { $0.tag.lowercased() == "en" }.map(\.weight).max() ?? 0
        language = german > english ? .german : .english
    }

    func callAsFunction(_ german: String, _ english: String) -> String { language == .german ? german : english }

    func priority(_ priority: Priority) -> String {
        switch priority {
        case .critical: self("kritisch", "critical")
        case .high: self("hoch", "high")
        case .normal: self("normal", "normal")
        case .low: self("niedrig", "low")
        }
    }

    func kind(_ kind: JobKind) -> String {
        switch kind {
        case .delivery: self("Zustellung", "delivery")
        case .copy: self("Kopie", "copy")
        case .acknowledgement: self("Eingangsbestätigung", "acknowledgement")
        case .undo: self("Rücknahme", "undo")
        }
    }

    func state(_ state: ArrivalState) -> String {
        switch state {
        case .recorded: self("erfasst", "recorded")
        case .routing: self("unterwegs", "on its way")
        case .routed: self("zugestellt", "delivered")
        case .kept: self("bleibt hier", "stays here")
        case .held: self("wartet", "held")
        case .vanished: self("verschwunden", "vanished")
        case .returned: self("zurückgebracht", "brought back")
        case .theirs: self("anderer Agent", "another agent")
        case .own: self("eigene", "our own")
        case .known: self("bekannt", "known")
        case .ignored: self("Altbestand", "backlog")
        case .observed: self("nur beobachtet", "observed")
        }
    }

    func connection(_ connection: MailboxPulse.Connection) -> String {
        switch connection {
        case .connecting: self("verbindet", "connecting")
        case .watching: self("verbunden", "connected")
        case .interrupted: self("getrennt", "disconnected")
        case .paused: self("angehalten", "paused")
        }
    }

    func readiness(_ reason: Readiness.Reason) -> String {
        switch reason {
        case .notConnected(_, nil): self("Verbindet", "Connecting")
        case .notConnected: self("Getrennt", "Disconnected")
        case .diskFull: self("Platte voll", "Disk full")
        case .journalFault: self("Journal", "Journal")
        case .paused: self("Angehalten", "Paused")
        case .parked: self("Beiseitegestellt", "Left alone")
        case .unaccounted: self("Unverbucht", "Unaccounted")
        }
    }

    func sending(_ state: StormBreaker.State) -> String {
        switch state {
        case .closed: self("Eingangsbestätigungen werden gesendet", "Acknowledgements go out")
        case .open: self("Eingangsbestätigungen sind gestoppt (Sturmschutz)", "Acknowledgements are stopped (storm)")
        case .paused: self("Eingangsbestätigungen sind angehalten", "Acknowledgements are paused")
        }
    }

    func scope(_ scope: PauseScope) -> String {
        switch scope {
        case .everything: self("alles", "everything")
        case .account(let name): self("Konto \(name)", "account \(name)")
        case .acknowledgements: self("Eingangsbestätigungen", "acknowledgements")
        }
    }

    /// `3 s`, `5 min`, `2 h`, `4 d`
    func length(_ interval: Interval) -> String {
        let seconds = max(0, interval.milliseconds / 1000)
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<7200: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) \(self("Tage", "days"))"
        }
    }

    func milliseconds(_ value: Int64?) -> String {
        guard let value else { return "–" }
        if value < 1000 { return "\(value) ms" }
        if value < 60_000 {
            let tenths = (value + 50) / 100
            return "\(tenths / 10)\(self(",", "."))\(tenths % 10) s"
        }
        return length(.milliseconds(value))
    }
}
