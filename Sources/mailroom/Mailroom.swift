import MailroomCommands

@main
struct Mailroom {
    static func main() async { await MailroomCommand.runToExit() }
}
