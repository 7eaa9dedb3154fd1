import MailConfig
import MailJournal
import MailRouting

/// The journal of an installation, opened only to look; an agent may be at work with it.
enum JournalFile {
    static func open(_ configuration: Configuration) throws -> Journal {
        do {
            return try Journal(reading: path(configuration))
        } catch {
            Terminal.note("cannot read the journal: \(error)\nIt is made by the first 'mailroom run'.")
            throw ExitStatus.environment.code
        }
    }

    /// The file itself.
    static func path(_ configuration: Configuration) -> String { configuration.stateFolder + "/journal.sqlite" }

    /// As above; of the configuration file only itself is read, so that mistakes in the rules it names do not matter.
    static func open(of option: ConfigurationOption) throws -> Journal {
        try open(try reportingDiagnostics { () throws(Diagnostics) in try ConfigurationReader.read(option.file) })
    }

    /// Opened to change single jobs in it, beside an agent that may be at work.
    static func openToChange(of option: ConfigurationOption) throws -> Journal {
        let configuration = try reportingDiagnostics { () throws(Diagnostics) in
            try ConfigurationReader.read(option.file)
        }
        return try openToChange(configuration)
    }

    static func openToChange(_ configuration: Configuration) throws -> Journal {
        do {
            return try Journal(joining: configuration.stateFolder + "/journal.sqlite")
        } catch {
            Terminal.note("cannot open the journal: \(error)\nIt is made by the first 'mailroom run'.")
            throw ExitStatus.environment.code
        }
    }

    /// What a look at the journal gives; ends the verb with exit code 3 when it cannot be read.
    static func look<Value: Sendable>(_ read: () async throws(JournalFault) -> Value) async throws -> Value {
        do { return try await read() } catch {
            Terminal.note("cannot read the journal: \(error)")
            throw ExitStatus.environment.code
        }
    }
}
