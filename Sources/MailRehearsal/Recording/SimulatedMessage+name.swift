public import MailRouting

extension SimulatedMessage {
    /// What a message of a week is told from others by: its Message-ID, or, as some of a recorded week have none, what its
    /// mark calls it.
    public static func name(of message: Message) -> MessageID? {
        if let id = message.messageID { return id }
        let mark = message.values(of: SimulationField.name).first.flatMap { SimulationField($0) }
        return mark?["message"].map(unnamed)
    }

    static func unnamed(_ name: String) -> MessageID { MessageID("\(name)@unknown.example") }
}
