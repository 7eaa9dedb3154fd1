import ArgumentParser
import MailRehearsal

/// What is asked of `simulate run --to submission` besides the week.
struct SubmissionOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "With --to submission: the installation whose mailboxes the week goes to.", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config = ConfigurationOption.usualFile

    @Option(
        help: ArgumentHelp("With --to submission: only this day of the week, such as monday.", valueName: "day"),
        transform: Self.day)
    var day: Int?

    @Flag(help: "With --to submission: send although a submission host is not on this machine.")
    var yes = false

    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    private static func day(_ text: String) throws -> Int {
        guard let place = days.firstIndex(of: text.lowercased()) else {
            throw ValidationError("'\(text)' is no day of the week such as monday")
        }
        return place + 1
    }
}
