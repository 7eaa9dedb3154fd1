import MailRouting

extension Words {
    /// Why no acknowledgement was to be sent, by the stable name of the reason; a name of another version says itself.
    func reason(_ name: String) -> String {
        guard let reason = Refusal.Reason(rawValue: name) else { return name }
        return switch reason {
        case .nullReversePath: self("leerer Rückweg (Unzustellbarkeitsbericht)", "null reverse-path (a bounce)")
        case .malformedReversePath: self("unbrauchbarer Rückweg", "unusable reverse-path")
        case .foreignReversePath: self("Rückweg einer anderen Organisation", "reverse-path of another organisation")
        case .unanswerable: self("kein eindeutiger Absender", "no single author")
        case .autoSubmitted: self("automatisch erzeugt", "automatically generated")
        case .report: self("Bericht eines Servers", "report of a server")
        case .mailingList: self("Mailingliste oder Newsletter", "mailing list or newsletter")
        case .bulkPrecedence: self("Massensendung", "bulk mail")
        case .suppressionRequested: self("Absender wünscht keine", "sender asks for none")
        case .ownAddress: self("eigene Adresse", "our own address")
        case .ownMessage: self("eigene Nachricht kam zurück", "our own message came back")
        case .systemSender: self("Systemadresse", "system address")
        case .noReplyAddress: self("No-Reply-Adresse", "no-reply address")
        case .notAddressedToUs: self("nicht an uns adressiert", "not addressed to us")
        case .backlog: self("Altbestand", "there before the agent")
        case .rescan: self("nach Neunummerierung wiedergefunden", "found again after renumbering")
        case .tooOld: self("zu alt", "too old")
        case .calendar: self("Kalendernachricht", "calendar message")
        case .autoresponderMark: self("Kennzeichen einer Antwortautomatik", "mark of an autoresponder")
        case .outOfOffice: self("Abwesenheitsnotiz", "out-of-office notice")
        case .bounceSubject: self("Betreff eines Zustellfehlers", "subject of a delivery failure")
        case .spam: self("Spam", "spam")
        case .authenticationFailed: self("Absenderprüfung fehlgeschlagen", "check of the author failed")
        case .duplicate: self("schon bestätigt", "acknowledged already")
        case .switchedOff: self("abgeschaltet", "switched off")
        case .threadWindow: self("Gespräch schon bestätigt", "conversation acknowledged before")
        case .subjectWindow: self("gleicher Betreff am selben Tag", "same subject within a day")
        case .senderWindow: self("Tagesgrenze je Abteilung", "a department's daily limit for the sender")
        case .senderDay: self("Tagesgrenze je Absender", "daily limit for the sender")
        case .domainWindow: self("Tagesgrenze je Domain", "daily limit for the domain")
        case .bouncedAddress: self("Adresse unzustellbar", "the address bounced before")
        case .storm: self("Sturmschutz", "storm breaker")
        case .simulated: self("simuliert, kein Auffangziel", "simulated, no sink")
        }
    }
}
