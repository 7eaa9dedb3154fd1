import CLanguage
import MailRouting

/// Tells German from English, or says nothing.
///
/// Text full of the words of one of the two and with none of the other's is told by them, which is most mail and costs
/// next to nothing. Else text long enough for CLD2 decides. Short text, mostly a subject alone, goes by its function words and letters. The
/// Content-Language field (RFC 3282) breaks the tie: mail programs fill it with the language of their menus, so it is
/// believed only where the text does not say otherwise.
enum LanguageDetector {
    /// Below this many bytes of letters CLD2's answer is chance.
    private static let reliableLetters = 60
    /// In so much text its small words decide, or they do not.
    private static let decisiveBytes = 512
    /// CLD2's share of the text below which a foreign language is taken for a quotation or a signature.
    private static let foreignPercent = 80

    /// - Parameter body: the beginning of it, or nil.
    static func language(of message: Message, body: ArraySlice<UInt8>?) -> Language? {
        if let beginning = body.flatMap({ TextPreview(ofPlain: $0, in: message, atMost: decisiveBytes) }),
            !beginning.isHTML, let language = DecisiveWords.language(of: message.subject ?? "", beginning.bytes)
        {
            return language
        }
        let preview = body.flatMap { TextPreview(of: $0, in: message) }
        var text = message.subject ?? ""
        if let preview { text += "\n" + preview.text }
        switch detect(text, isHTML: preview?.isHTML ?? false) {
        case .sure(let language): return language
        case .likely(let language): return language
        case .unknown: return declared(message)
        }
    }

    private enum Answer {
        /// Told by CLD2; nil is a language we do not write.
        case sure(Language?)
        case likely(Language)
        case unknown
    }

    private static func detect(_ text: String, isHTML: Bool) -> Answer {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { return .unknown }
        if bytes.count >= reliableLetters {
            let guess = clanguage_detect(bytes, bytes.count, isHTML)
            if guess.is_reliable, Int(guess.letters) >= reliableLetters {
                let code = withUnsafeBytes(of: guess.code) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
                if let language = Language(rawValue: code) { return .sure(language) }
                if Int(guess.percent) >= foreignPercent { return .sure(nil) }
            }
        }
        return FunctionWords.language(of: text).map(Answer.likely) ?? .unknown
    }

    /// The first language of Content-Language, by its primary subtag (RFC 5646 section 2.2.1).
    private static func declared(_ message: Message) -> Language? {
        guard let value = message.values(of: "Content-Language").first,
            let tag = value.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " }).first
        else { return nil }
        return Language(rawValue: tag.prefix { $0 != "-" && $0 != "_" }.lowercased())
    }
}
