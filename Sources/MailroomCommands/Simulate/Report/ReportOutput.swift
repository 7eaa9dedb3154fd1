import ArgumentParser
import Foundation

/// Where the report of a week goes: to standard output, and as a page into a file.
struct ReportOutput: ParsableArguments {
    @Option(
        help: ArgumentHelp("Write the report as one HTML page too.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var report: String?

    @OptionGroup var output: FormatOption

    /// Says before a week is played that its page could not be written after it.
    func check() throws {
        guard let report else { return }
        let folder = URL(fileURLWithPath: report).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) && isFolder.boolValue
        guard isThere, FileManager.default.isWritableFile(atPath: folder) else {
            throw ValidationError("--report \(report): there is no folder \(folder) that can be written to")
        }
        if FileManager.default.fileExists(atPath: report, isDirectory: &isFolder), isFolder.boolValue {
            throw ValidationError("--report \(report) is a folder; name a file in it")
        }
    }

    func write(_ result: RehearsalReport) throws {
        var buffer = OutputBuffer()
        switch output.format {
        case .table: for line in result.lines { try buffer.write(line: line) }
        case .jsonl: for row in result.rows { try buffer.write(row.line) }
        }
        try buffer.flush()
        guard let report else { return }
        do {
            try Data(ReportPage(report: result).text.utf8).write(to: URL(fileURLWithPath: report), options: .atomic)
        } catch {
            Terminal.note("cannot write \(report): \(error.localizedDescription)")
            throw ExitStatus.environment.code
        }
        Terminal.note("the report is in \(report)")
    }
}
