public import MailRouting

/// One change of a text file: what stands from `start` up to `end` becomes `replacement`. Columns count Unicode
/// scalars; a line break belongs to the line it ends.
public struct TextEdit: Hashable, Sendable {
    public let start: SourceLocation
    /// In the same file.
    public let end: SourceLocation
    public let replacement: String

    init(_ start: SourceLocation, length: Int, _ replacement: String) {
        self.start = start
        end = SourceLocation(file: start.file, line: start.line, column: start.column + length)
        self.replacement = replacement
    }

    /// Takes out whole lines, `first` to `last`.
    init(removing lines: ClosedRange<Int>, of file: String) {
        start = SourceLocation(file: file, line: lines.lowerBound)
        end = SourceLocation(file: file, line: lines.upperBound + 1)
        replacement = ""
    }
}

extension RuleSources {
    /// The files as they would be after `edits`, by the names findings show. Of two edits of one place the first is made.
    public func applying(_ edits: [TextEdit]) -> [String: [UInt8]] {
        Dictionary(grouping: edits, by: \.start.file).compactMapValues { edits in
            reading.text(of: edits[0].start.file).map {
                Self.applying(edits, to: String(decoding: $0.bytes, as: UTF8.self))
            }
        }
    }

    /// What a file holds now, without a byte order mark.
    public func content(of file: String) -> [UInt8]? { reading.text(of: file)?.bytes }

    private static func applying(_ edits: [TextEdit], to text: String) -> [UInt8] {
        let scalars = Array(text.unicodeScalars)
        var lines = [0]
        for (index, scalar) in scalars.enumerated() where scalar == "\n" { lines.append(index + 1) }
        func offset(_ place: SourceLocation) -> Int {
            place.line > lines.count ? scalars.count : min(scalars.count, lines[place.line - 1] + place.column - 1)
        }
        var result = String.UnicodeScalarView()
        var position = 0
        for edit in edits.sorted(by: { offset($0.start) < offset($1.start) }) where offset(edit.start) >= position {
            result.append(contentsOf: scalars[position..<offset(edit.start)])
            result.append(contentsOf: edit.replacement.unicodeScalars)
            position = offset(edit.end)
        }
        result.append(contentsOf: scalars[position...])
        return Array(String(result).utf8)
    }
}
