/// The phrases in the subjects of automatic mail, and the words its senders call themselves by.
///
/// English first, because most programs write it, then German, then the languages of our neighbours and trade; all
/// folded as subjects are.
extension Message {
    static let systemWords = [
        "mail delivery", "delivery system", "delivery subsystem", "delivery service", "mailer", "daemon", "postmaster",
        "administrator", "mail service", "mail system", "mailsystem", "mail server", "mailserver", "mail gateway",
        "smtp", "bounce", "ndr", "autorespon", "internet mail",
    ]

    /// German, English, French, Spanish, Italian, Portuguese, Dutch, Scandinavian, Finnish, Polish, Czech, Hungarian,
    /// Turkish, Russian, Chinese, Japanese; folded as subjects are.
    static let absencePhrases = [
        "out of office", "out of the office", "out-of-office", "automatic reply", "automatic response", "auto reply",
        "auto-reply", "autoreply", "auto response", "auto-response", "autoresponse", "automated reply",
        "automated response", "auto:", "vacation reply", "vacation notice", "on vacation", "away from office",
        "away from the office", "away from my mail", "away from my email", "automatische antwort",
        "automatische rueckantwort", "automatische abwesenheit", "abwesenheitsnotiz", "abwesenheitsnachricht",
        "abwesenheitsmeldung", "abwesenheitsassistent", "abwesenheitsbenachrichtigung", "abwesenheit", "abwesend",
        "nicht im buero", "bin im urlaub", "reponse automatique", "réponse automatique", "absence du bureau",
        "absent du bureau", "respuesta automatica", "respuesta automática", "fuera de la oficina",
        "risposta automatica",
        "fuori ufficio", "assente dall'ufficio", "resposta automatica", "resposta automática", "fora do escritório",
        "automatisch antwoord", "niet aanwezig", "afwezig", "autosvar", "automatiskt svar", "automatisk svar",
        "autoresponder", "automatische rueckmeldung", "automatische eingangs", "automatische mitteilung",
        "automatische nachricht", "automatisch generiert", "automatisch erstellt", "ausser haus", "ist abwesend",
        "bin abwesend", "nicht erreichbar", "derzeit nicht im", "betriebsferien", "betriebsurlaub", "im mutterschutz",
        "in elternzeit", "on annual leave", "on holiday", "on leave", "on maternity leave", "away until",
        "currently away", "no longer with", "no longer works", "no longer employed", "left the company",
        "auto-réponse", "autoréponse", "message d'absence", "message automatique", "en congé", "hors du bureau",
        "je suis absent", "estoy ausente", "mensaje automático", "ausente de la oficina", "auto-respuesta",
        "assente", "risposta automatica", "messaggio automatico", "fuori sede", "in ferie", "fora do escritorio",
        "estou ausente", "mensagem automática", "ausência temporária", "automatische beantwoording",
        "automatisch bericht", "afwezigheid", "buiten kantoor", "semestermeddelande", "inte på kontoret",
        "ikke på kontoret", "ute av kontoret", "fraværsmelding", "fraværsbesked", "ikke til stede", "lomalla",
        "poza biurem", "nieobecność", "nieobecny", "mimo kancelář", "nepřítomnost", "automatická odpoveď",
        "házon kívül", "nem vagyok az irodában", "răspuns automat", "în afara biroului", "samodejni odgovor",
        "automatski odgovor", "ofis dışında", "в отпуске", "нет на месте", "автоматична відповідь", "αυτόματη απάντηση",
        "εκτός γραφείου", "休假", "外出", "자동 회신", "부재중", "ตอบกลับอัตโนมัติ", "trả lời tự động", "תשובה אוטומטית",
        "رد تلقائي", "الرد التلقائي",
        "frånvaro", "fravær", "automaattinen vastaus", "poissaoloviesti", "odpowiedź automatyczna",
        "automatyczna odpowiedź", "automatická odpověď", "automatikus válasz", "otomatik yanıt", "otomatik yanit",
        "автоответ", "автоматический ответ", "自动回复", "自動回覆", "自動応答", "自動返信", "不在通知",
    ].map { String(decoding: TextNormalization.normalized($0, .folded), as: UTF8.self) }

    /// What ticket systems and challenges write on their own when they are written to. Only with the sign that a message
    /// is answered: people confirm receipts, too.
    static let receiptPhrases = [
        "we have received your", "we received your", "we've received your", "has been received", "was received",
        "received your request", "received your message", "thank you for contacting", "thanks for contacting",
        "thank you for your email", "thank you for your e-mail", "thank you for your message", "thank you for reaching",
        "thanks for reaching", "ticket received", "ticket created", "ticket opened", "ticket has been", "new ticket",
        "case created", "case has been", "request received", "confirmation of receipt", "acknowledgement of receipt",
        "ihre anfrage", "ihre nachricht", "ihre e-mail", "ihre email", "ihr ticket", "ihr anliegen",
        "eingangsbestaetigung",
        "empfangsbestaetigung", "vielen dank fuer ihre", "danke fuer ihre", "wir haben ihre", "ticket erstellt",
        "ticket eroeffnet", "accusé de réception", "votre demande", "nous avons reçu", "merci de nous avoir",
        "hemos recibido", "acuse de recibo", "abbiamo ricevuto", "conferma di ricezione", "recebemos a sua",
        "recebemos o seu", "ontvangstbevestiging", "wij hebben uw", "we hebben uw", "bekräftelse", "bekræftelse på",
        "potwierdzenie otrzymania", "please confirm your message", "confirm your message", "message verification",
        "verify your email", "verify your message", "sender verification", "delivery confirmation required",
    ].map { String(decoding: TextNormalization.normalized($0, .folded), as: UTF8.self) }

    static let failurePhrases = [
        "undeliver", "undelivered", "mail delivery", "message delivery", "email delivery", "delivery failure",
        "delivery failed", "delivery has failed", "delivery status", "delivery notification", "delivery problem",
        "delivery error", "error during delivery", "delivery report", "delivery delayed", "delivery warning",
        "failure delivery", "failure notice", "failed delivery", "returned mail", "returned message", "mail returned",
        "returning message to sender", "returned to sender", "returning to sender", "could not be delivered",
        "couldn't be delivered", "cannot be delivered", "can't be delivered", "not been delivered", "not delivered",
        "non-delivery", "nondeliverable", "non delivery", "delayed mail", "mail failed", "mail system error",
        "user unknown", "nameserver error", "mail error", "unzustellbar", "nicht zugestellt", "nicht zustellbar",
        "zustellung fehlgeschlagen", "zustellfehler", "fehler bei der zustellung", "konnte nicht uebermittelt",
        "non remis", "échec de la remise", "échec de remise", "no se puede entregar", "no entregado",
        "no se pudo entregar",
        "mancata consegna", "messaggio non recapitato", "não entregue", "onbestelbaar", "niet bezorgd",
        "kan inte levereras", "nie dostarczono", "kunne ikke leveres", "не доставлено", "退信", "配信不能",
        "no se ha podido entregar", "correo devuelto", "mensaje no entregado", "courrier non distribué",
        "non distribué",
        "retour à l'expéditeur", "messaggio non consegnato", "consegna fallita", "falha na entrega",
        "mensagem devolvida",
        "niet afgeleverd", "onbezorgbaar", "kunde inte levereras", "ej levererat", "kunne ikke afleveres",
        "toimittaminen epäonnistui", "nedoručitelné", "nedoručeno", "niedostarczona", "kézbesíthetetlen",
        "teslim edilemedi", "доставка не удалась", "не удалось доставить", "недоставленное", "배달되지", "传递失败", "投递失败",
        "無法傳遞", "zustellungsfehler", "zustellung nicht moeglich", "zustellproblem", "nachricht nicht zugestellt",
        "uebermittlungsfehler", "rueckläufer", "mailbox is full", "mailbox full", "mailbox unavailable",
        "quota exceeded",
        "message blocked", "message rejected", "rejected mail", "unable to deliver", "message undelivered",
        "delivery incomplete", "delivery suspended", "delivery has been delayed", "warning: message",
        "warning: could not send", "returned to sender",
    ].map { String(decoding: TextNormalization.normalized($0, .folded), as: UTF8.self) }
}
