import MailRouting

/// A Sieve script as it is written: commands with arguments, tests and blocks (RFC 5228 section 8.2).
///
/// What the commands mean is not looked at here, so a script with extensions nobody knows is read too.
struct SieveScript {
    let commands: [SieveCommand]

    init(_ source: SourceText) throws(Diagnostics) {
        do throws(Diagnostics) {
            var parser = try SieveParser(source)
            commands = try parser.script()
        } catch {
            // The one finding of a script that cannot be read, with its line.
            throw Diagnostics(
                error.all.map {
                    Diagnostic(
                        at: $0.location, length: $0.length, $0.message, suggestion: $0.suggestion,
                        sourceLine: source.line($0.location.line))
                })
        }
    }
}

struct SieveCommand {
    /// Lower-cased.
    let name: String
    let place: SourcePlace
    let comment: String?
    let arguments: [SieveArgument]
    let tests: [SieveTest]
    /// Nil when it ends with a semicolon.
    let block: [SieveCommand]?
}

struct SieveTest {
    let name: String
    let place: SourcePlace
    let arguments: [SieveArgument]
    let tests: [SieveTest]
}

struct SieveArgument {
    enum Value {
        case tag(String)
        case number(Int)
        /// One string stands for a list of one (RFC 5228 section 2.4.2.1).
        case strings([String])
    }
    let value: Value
    let place: SourcePlace
}
