import MailRouting

/// A file that goes along with a letter: `<language>/<template>.attachments/<file name>`.
public struct TemplateAttachment: Sendable, Equatable {
    /// As the recipient sees it.
    public let fileName: String
    public let content: [UInt8]

    public init(fileName: String, content: [UInt8]) {
        self.fileName = fileName
        self.content = content
    }
}

/// Reads the folder of attachments of one template. All of it is read once, with the templates: what `mailroom check`
/// has seen is what is sent, and a letter waits for no disk.
struct AttachmentFolder {
    static let suffix = ".attachments"

    let path: String
    let reading: Reading

    func read() -> [TemplateAttachment] {
        guard let names = TemplateFiles.entries(of: path) else {
            report("cannot read this folder of attachments: \(TemplateFiles.systemFault)", at: path)
            return []
        }
        // What begins with a dot is an editor's or the system's own.
        let shown = names.filter { !$0.hasPrefix(".") }
        guard shown.count <= Limits.attachments else {
            report(
                "\(shown.count) attachments to one letter; \(Limits.attachments) are allowed", at: path,
                suggestion: "put a link into the letter instead")
            return []
        }
        var room = Limits.attachmentBytes
        return shown.compactMap { name in
            guard let attachment = read(name) else { return nil }
            if room >= 0, attachment.content.count > room {
                report(
                    "the attachments of this letter are larger than \(Limits.attachmentBytes) octets together",
                    at: path, suggestion: "put a link into the letter instead")
            }
            room -= attachment.content.count
            return attachment
        }
    }

    private func read(_ name: String) -> TemplateAttachment? {
        let file = "\(path)/\(name)"
        guard name == OneLine.of(name, scalars: Limits.attachmentNameScalars) else {
            report("a recipient cannot be shown this file name", at: file, suggestion: "use a plain, shorter name")
            return nil
        }
        do {
            let content = try RegularFile(file, limit: Limits.attachmentBytes).bytes
            if content.isEmpty { report("this attachment is empty", at: file) }
            return TemplateAttachment(fileName: name, content: content)
        } catch {
            report("cannot attach this file: \(error)", at: file)
            return nil
        }
    }

    private func report(_ message: String, at file: String, suggestion: String? = nil) {
        reading.report(at: SourceLocation(file: file, line: 1), length: 1, message, suggestion: suggestion)
    }
}
