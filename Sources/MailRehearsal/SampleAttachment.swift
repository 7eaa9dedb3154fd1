/// The files that come with letters: small, and sound enough that every viewer opens them.
enum SampleAttachment {
    /// Media type, and the file name as the author calls it.
    static func describe(_ file: SampleFile, for letter: Letter) -> (type: String, name: String) {
        switch file {
        case .pdf: ("application/pdf", letter.language == .german ? "Anlage.pdf" : "Enclosure.pdf")
        case .picture: ("image/png", letter.language == .german ? "Foto.png" : "Photo.png")
        }
    }

    /// In base64, in lines.
    static func content(_ file: SampleFile, for letter: Letter) -> [UInt8] {
        switch file {
        case .pdf: Base64Text.lines(pdf(letter.subject))
        case .picture: Array((picture.joined(separator: "\r\n") + "\r\n").utf8)
        }
    }

    /// A button of eight by eight pixels.
    private static let picture = [
        "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAKElEQVR42mP4DwNV1nJABOcywIWQEYoEmj4GTOUQhFsCp1H4LMfq",
        "XAD2QGixLLQT4QAAAABJRU5ErkJggg==",
    ]

    /// One page with one line of text (ISO 32000-1 section 7.5).
    private static func pdf(_ line: String) -> [UInt8] {
        let shown = line.map { $0.isASCII && !"()\\".contains($0) ? String($0) : "?" }.joined()
        let page = "BT /F1 12 Tf 72 770 Td (\(shown)) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(page.utf8.count) >>\nstream\n\(page)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var text = "%PDF-1.4\n"
        var places: [Int] = []
        for (number, object) in objects.enumerated() {
            places.append(text.utf8.count)
            text += "\(number + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = places.map { place in
            let digits = "\(place)"
            return String(repeating: "0", count: 10 - digits.utf8.count) + digits + " 00000 n \n"
        }
        let start = text.utf8.count
        text += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n" + table.joined()
        text += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(text.utf8)
    }
}
