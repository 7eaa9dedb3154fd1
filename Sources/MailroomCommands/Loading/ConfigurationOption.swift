import ArgumentParser
import MailRouting

/// `--config`, which every verb that works with an installation has.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"), help: ArgumentHelp("The configuration file.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var file = Self.usualFile

    static let usualFile = "config/mailroom.yaml"

    /// Everything the files say; ends the verb with exit code 2 after showing all that is wrong with them.
    func load() throws -> LoadedConfiguration {
        try reportingDiagnostics { () throws(Diagnostics) in try LoadedConfiguration.load(file) }
    }
}

/// Shows what `read` finds wrong on standard error and turns it into the exit code for it.
func reportingDiagnostics<Value>(_ read: () throws(Diagnostics) -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        Terminal.note(error.report(in: .standardError))
        throw ExitStatus.usage.code
    }
}
