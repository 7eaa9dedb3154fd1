import ArgumentParser
import MailConfig
import MailRouting

/// `mailroom fmt`: one layout for everybody's rules.
struct FormatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Puts rule and configuration files into their one layout.",
        discussion: """
            Two-space indentation, one space after ':' and ',', at most one blank line between items; what stands in \
            brackets stays there as long as it fits on a line of 120 columns. Comments stay with their line, quotes \
            stay as they are, keys keep their order, and nothing ever means something else afterwards. Prints the \
            files it changed.

            A folder stands for the .yaml files in it; '-' reads standard input and writes standard output. A file \
            that is not valid YAML is left as it is, its mistakes are shown, and the exit code is 2. What the keys mean is \
            the business of 'mailroom check'.

            EXAMPLES
              mailroom fmt
              mailroom fmt rules config/mailroom.yaml
              mailroom fmt --check rules config
              mailroom fmt - < draft.yaml

            With --check nothing is written: prints the files that would change, and ends with 1 when there are any.
            """)

    @Argument(help: "Files, or folders with .yaml files; '-' is standard input.", completion: .file())
    var paths = ["rules"]

    @Flag(help: "Change nothing; list what would change and end with 1.")
    var check = false

    func validate() throws {
        if paths.filter({ $0 == "-" }).count > 1 { throw ValidationError("standard input can be read once only") }
    }

    func run() throws { try run(to: OutputBuffer()) }

    func run(to output: OutputBuffer) throws {
        var output = output
        var run = FormatRun(check: check)
        for path in paths {
            if path == "-" {
                try output.write(Array(run.formatStandardInput().utf8))
            } else {
                for file in run.format(path) { try output.write(line: file) }
            }
        }
        try output.flush()
        for fault in run.faults { Terminal.note("\(fault)") }
        if !run.findings.isEmpty { Terminal.note(Diagnostics(run.findings).report(in: .standardError)) }
        if run.status != .fine { throw run.status.code }
    }
}
