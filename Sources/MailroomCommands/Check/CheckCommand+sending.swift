import Foundation
import MailAgent
import MailJournal

extension CheckCommand {
    func showSending(of loaded: LoadedConfiguration) async throws {
        guard let note = await SendingNote(stateFolder: loaded.configuration.stateFolder) else { return }
        var buffer = OutputBuffer()
        try buffer.write(line: note.text(as: output.format, in: .standardOutput))
        try buffer.flush()
    }
}

/// What the journal says about acknowledgements, where there is one: whoever asks whether the agent could work wants to
/// know that it does not send.
struct SendingNote {
    private let reason: String

    /// Nil when they go out, and before the first run, when there is no journal.
    init?(stateFolder: String) async {
        let path = stateFolder + "/journal.sqlite"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            let state = try await Journal(reading: path).sending()
            if state.isClosed { return nil }
            reason = state.advice
        } catch {
            reason = "cannot read the journal: \(error)"
        }
    }

    func text(as format: OutputFormat, in style: TextStyle) -> String {
        switch format {
        case .table: return "\(style.paint("note", .yellow))  \(reason)"
        case .jsonl:
            var line = JSONLine()
            line.add("kind", "acknowledgements")
            line.add("ok", false)
            line.add("problem", reason)
            return line.text
        }
    }
}
