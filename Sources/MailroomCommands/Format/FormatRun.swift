import MailConfig
import MailRouting

/// One run of `mailroom fmt`: what it changed, and what kept it from changing more. A file that cannot be formatted
/// keeps no other from it.
struct FormatRun {
    let check: Bool
    private(set) var findings: [Diagnostic] = []
    private(set) var faults: [FileFault] = []
    private var hasChanges = false

    init(check: Bool) { self.check = check }

    var status: ExitStatus {
        if faults.contains(where: \.isEnvironment) { return .environment }
        if !findings.isEmpty || !faults.isEmpty { return .usage }
        return check && hasChanges ? .findings : .fine
    }

    /// Formats a file, or the `.yaml` files of a folder; returns those that changed, or with `check` would.
    mutating func format(_ path: String) -> [String] {
        do {
            return try Self.files(path).filter { formatFile($0) }
        } catch {
            faults.append(error)
            return []
        }
    }

    /// What comes from standard input in its layout; nothing after a finding. With `check` its name, when it would change.
    mutating func formatStandardInput() -> String {
        do throws(ReadFault) {
            let bytes = try InputFile.standardInput.read(atMost: YAMLFormat.maximumSize + 1)
            guard let text = formatted(bytes, file: "<standard input>") else { return "" }
            guard check else { return text }
            guard Array(text.utf8) != bytes else { return "" }
            hasChanges = true
            return "-\n"
        } catch {
            faults.append(.cannotRead("standard input", error.code))
            return ""
        }
    }

    private static func files(_ path: String) throws(FileFault) -> [String] {
        let source = SourcePath(path)
        do {
            guard try source.kind().get() == .folder else { return [path] }
            // Names with a dot in front are what editors leave behind; they are not read.
            return try source.names().map { source.appending($0) }.filter { $0.hasSuffix(".yaml") }.map(\.shown)
        } catch {
            throw .cannotRead(path, error.code)
        }
    }

    private mutating func formatFile(_ path: String) -> Bool {
        do throws(FileFault) {
            let file = try ReplaceableFile(path, atMost: YAMLFormat.maximumSize + 1)
            guard let text = formatted(file.bytes, file: path), Array(text.utf8) != file.bytes else { return false }
            hasChanges = true
            if !check { try file.replace(with: Array(text.utf8)) }
            return true
        } catch {
            faults.append(error)
            return false
        }
    }

    private mutating func formatted(_ bytes: [UInt8], file: String) -> String? {
        do {
            return try YAMLFormat.formatted(bytes, file: file)
        } catch {
            findings += error.all
            return nil
        }
    }
}
