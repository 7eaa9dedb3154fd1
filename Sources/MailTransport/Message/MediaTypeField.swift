import CGMime
import MailRouting

/// A Content-Type value (RFC 2045 section 5.1).
enum MediaTypeField {
    /// Nil when there is no media type in it.
    static func parse(_ value: ArraySlice<UInt8>) -> MediaType? { plain(value) ?? parseByGMime(Array(value)) }

    /// What nearly all mail programs write: tokens and quoted strings of ASCII. Nil for what needs more: RFC 2231,
    /// comments, escapes, mistakes.
    private static func plain(_ value: ArraySlice<UInt8>) -> MediaType? {
        EncodedWords.mayOccur(in: value) ? nil : FieldScanner.read(value) { plain(&$0) }
    }

    private static func plain(_ scanner: inout FieldScanner) -> MediaType? {
        guard let type = token(&scanner), scanner.take(UInt8(ascii: "/")), let subtype = token(&scanner) else {
            return nil
        }
        var parameters: [String: String] = [:]
        while !scanner.isAtEnd {
            guard scanner.take(UInt8(ascii: ";")) else { return nil }
            scanner.skipSpaces()
            guard let name = token(&scanner), !name.utf8.contains(UInt8(ascii: "*")),
                scanner.take(UInt8(ascii: "=")), let value = token(&scanner) ?? quoted(&scanner),
                parameters.count < Limits.parameters
            else { return nil }
            let key = name.lowercased()
            if parameters.isEmpty || parameters[key] == nil { parameters[key] = value }
        }
        return MediaType(type: type, subtype: subtype, parameters: parameters)
    }

    private static func token(_ scanner: inout FieldScanner) -> String? {
        let token = scanner.range { $0 > 0x20 && $0 < 0x7F && !isSpecial($0) }
        return token.isEmpty ? nil : scanner.text(token)
    }

    private static func quoted(_ scanner: inout FieldScanner) -> String? {
        guard scanner.take(UInt8(ascii: "\"")) else { return nil }
        let text = scanner.range { $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        return scanner.take(UInt8(ascii: "\"")) ? scanner.text(text) : nil
    }

    /// The tspecials of RFC 2045 section 5.1.
    private static func isSpecial(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "@"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
            UInt8(ascii: "/"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "?"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    static func parseByGMime(_ value: [UInt8]) -> MediaType? {
        guard let type = value.withCString({ cgmime_media_type_parse($0) }) else { return nil }
        defer { cgmime_media_type_free(type) }
        var parameters: [String: String] = [:]
        for index in 0..<min(cgmime_media_type_parameter_count(type), Limits.parameters) {
            guard let name = cgmime_media_type_parameter_name(type, index),
                let value = cgmime_media_type_parameter_value(type, index)
            else { continue }
            let key = String(cString: name).lowercased()
            if parameters[key] == nil { parameters[key] = String(cString: value) }
        }
        return MediaType(
            type: String(cString: cgmime_media_type_type(type)),
            subtype: String(cString: cgmime_media_type_subtype(type)), parameters: parameters)
    }
}
