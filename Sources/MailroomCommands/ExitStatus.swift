import ArgumentParser

/// How every verb ends, for scripts; documented in `mailroom --help`.
///
/// ArgumentParser itself ends with 64 for a command line it cannot parse; the entry point turns that into `usage`.
enum ExitStatus: Int32 {
    /// Everything is as asked.
    case fine = 0
    /// The verb worked and found something to act on: a mistake in a rule, a failed test, a difference.
    case findings = 1
    /// The command line or the configuration is wrong: nothing was done.
    case usage = 2
    /// Something outside is missing or broken: a program, a server, a permission.
    case environment = 3

    /// The form to throw from a verb: `throw ExitStatus.findings.code`.
    var code: ExitCode { ExitCode(rawValue) }
}
