import Foundation
import MailAgent
import MailJournal

/// What the journal says about acknowledgements, where there is one: whoever asks whether the agent could work wants to
/// know that it does not send.
extension CheckCommand {
    func showSending(of loaded: LoadedConfiguration) async throws {
        let path = loaded.configuration.stateFolder + "/journal.sqlite"
        // Before the first run there is none.
        guard FileManager.default.fileExists(atPath: path) else { return }
        let reason: String
        do {
            let state = try await Journal(reading: path).sending()
            if state.isClosed { return }
            reason = state.advice
        } catch {
            reason = "cannot read the journal: \(error)"
        }
        var buffer = OutputBuffer()
        switch output.format {
        case .table:
            try buffer.write(line: "\(TextStyle.standardOutput.paint("note", .yellow))  \(reason)")
        case .jsonl:
            var line = JSONLine()
            line.add("kind", "acknowledgements")
            line.add("ok", false)
            line.add("problem", reason)
            try buffer.write(line.line)
        }
        try buffer.flush()
    }
}
