import CGMime

/// A charset that mail is known to be written in, by the name iconv has for it.
///
/// Only these reach iconv: the name comes from the sender, and each further converter is attack surface nobody needs.
/// Labels are read as the web reads them (WHATWG Encoding), because senders label supersets by their subset's name.
struct Charset: Hashable, Sendable {
    private let iconvName: String
    private init(iconvName: String) { self.iconvName = iconvName }

    static let utf8 = Charset(iconvName: "UTF-8")
    static let windows1252 = Charset(iconvName: "CP1252")
    static let iso2022JP = Charset(iconvName: "ISO-2022-JP-2")
    /// Promises nothing about bytes above 127, so those are guessed.
    static let ascii = Charset(iconvName: "")

    /// Nil when no mail is written in such a charset. An RFC 2231 language suffix (`utf-8*de`) is left out.
    init?(label: some StringProtocol) {
        guard label.utf8.count <= Limits.charsetName else { return nil }
        if label == "utf-8" {
            self = .utf8
            return
        }
        guard let known = Self.byLabel[label.prefix { $0 != "*" }.lowercased()] else { return nil }
        iconvName = known
    }

    /// `bytes` as text, with U+FFFD for what does not exist in this charset.
    func decode(_ bytes: [UInt8], defects: inout DefectList) -> String {
        if self == .utf8 {
            if let text = String(validating: bytes, as: UTF8.self) { return text }
            defects.add(.undecodableText)
            return String(decoding: bytes, as: UTF8.self)
        }
        if self == .ascii { return Self.guess(bytes) }
        if self == .windows1252 { return Self.western(bytes, defects: &defects) }
        var length = 0
        var faults = 0
        guard let text = cgmime_charset_convert(iconvName, bytes, bytes.count, &length, &faults) else {
            defects.add(.unknownCharset)
            return Self.guess(bytes)
        }
        defer { cgmime_free(text) }
        if faults > 0 { defects.add(.undecodableText) }
        return UnsafeBufferPointer(start: text, count: length).withMemoryRebound(to: UInt8.self) {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// False for the charsets of nearly all mail, which are decoded here.
    var needsConverter: Bool { self != .utf8 && self != .ascii && self != .windows1252 }

    private static func western(_ bytes: [UInt8], defects: inout DefectList) -> String {
        var text = String.UnicodeScalarView()
        for byte in bytes {
            let value = (0x80..<0xA0).contains(byte) ? westernControls[Int(byte) - 0x80] : UInt32(byte)
            if value == 0xFFFD { defects.add(.undecodableText) }
            text.append(Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        return String(text)
    }

    /// What Windows-1252 has where ISO 8859-1 has controls; five places are empty.
    private static let westernControls: [UInt32] = [
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD,
        0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0xFFFD, 0x017E, 0x0178,
    ]

    /// Text whose charset is not declared: UTF-8 when it is valid, else Windows-1252, the superset of ISO 8859-1 that
    /// senders of undeclared 8-bit text in our languages use.
    static func guess(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        var ignored = DefectList()
        return windows1252.decode(bytes, defects: &ignored)
    }

    /// Labels of RFC 2978 registrations and their everyday aliases, to iconv's names.
    private static let byLabel: [String: String] = {
        var table = [
            "utf-8": "UTF-8", "utf8": "UTF-8", "unicode-1-1-utf-8": "UTF-8", "utf-7": "UTF-7",
            "unicode-1-1-utf-7": "UTF-7",
            "utf-16": "UTF-16", "utf-16le": "UTF-16LE", "utf-16be": "UTF-16BE",
            "latin1": "CP1252", "latin-1": "CP1252", "l1": "CP1252", "iso_8859-1": "CP1252", "iso8859-1": "CP1252",
            "iso-8859-1": "CP1252", "iso-8859-9": "CP1254", "iso-8859-11": "CP874", "tis-620": "CP874",
            "iso-8859-8-i": "ISO-8859-8", "iso-8859-8-e": "ISO-8859-8", "iso-8859-6-i": "ISO-8859-6",
            "iso-8859-15": "ISO-8859-15", "iso8859-15": "ISO-8859-15", "latin9": "ISO-8859-15",
            "latin-9": "ISO-8859-15",
            "koi8-r": "KOI8-R", "koi8-u": "KOI8-U", "cp437": "CP437", "ibm437": "CP437", "cp850": "CP850",
            "ibm850": "CP850",
            "cp866": "CP866", "ibm866": "CP866", "macintosh": "MACINTOSH", "x-mac-roman": "MACINTOSH",
            "iso-2022-jp": "ISO-2022-JP-2", "iso-2022-jp-1": "ISO-2022-JP-2", "iso-2022-jp-2": "ISO-2022-JP-2",
            "iso-2022-kr": "ISO-2022-KR", "shift_jis": "CP932", "shift-jis": "CP932", "sjis": "CP932",
            "x-sjis": "CP932",
            "windows-31j": "CP932", "cp932": "CP932", "euc-jp": "EUC-JP", "x-euc-jp": "EUC-JP",
            "euc-kr": "CP949", "ks_c_5601-1987": "CP949", "ks_c_5601": "CP949", "cp949": "CP949",
            "gb2312": "GB18030", "gb_2312-80": "GB18030", "gbk": "GB18030", "cp936": "GB18030", "gb18030": "GB18030",
            "hz-gb-2312": "HZ", "big5": "BIG5-HKSCS", "big5-hkscs": "BIG5-HKSCS", "cp950": "BIG5-HKSCS",
            "viscii": "VISCII", "tcvn": "TCVN",
        ]
        for label in ["us-ascii", "ascii", "ansi_x3.4-1968", "646", "iso646-us"] { table[label] = ascii.iconvName }
        for part in [2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 16] {
            table["iso-8859-\(part)"] = "ISO-8859-\(part)"
            table["iso8859-\(part)"] = "ISO-8859-\(part)"
        }
        for page in 1250...1258 {
            for prefix in ["windows-", "cp", "x-cp"] { table["\(prefix)\(page)"] = "CP\(page)" }
        }
        table["windows-874"] = "CP874"
        return table
    }()
}
