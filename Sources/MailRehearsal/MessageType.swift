public import MailRouting

/// What should become of a message.
public struct ExpectedOutcome: Sendable, Equatable {
    public let department: DepartmentName
    public let priority: Priority
    /// Nil: never acknowledged.
    public let template: TemplateName?
    public init(department: DepartmentName, priority: Priority, template: TemplateName?) {
        self.department = department
        self.priority = priority
        self.template = template
    }
}

/// A kind of message: where it is sent, what should become of it, and the letters it can be.
public struct MessageType: Sendable, Equatable {
    public let name: MessageTypeName
    /// The accounts people send it to.
    public let accounts: [AccountName]
    public let expectation: ExpectedOutcome
    public let letters: [LetterTemplate]
    public init(name: MessageTypeName, accounts: [AccountName], expectation: ExpectedOutcome, letters: [LetterTemplate])
    {
        self.name = name
        self.accounts = accounts
        self.expectation = expectation
        self.letters = letters
    }
}

/// What comes with a letter.
public enum SampleFile: String, Sendable, CaseIterable {
    case pdf, picture
}

/// A subject and a text with variables in braces, in one language, and what is attached.
public struct LetterTemplate: Sendable, Equatable {
    public let language: Language
    public let subject: TextTemplate
    public let text: TextTemplate
    public let attachment: SampleFile?
    public init(language: Language, subject: TextTemplate, text: TextTemplate, attachment: SampleFile?) {
        self.language = language
        self.subject = subject
        self.text = text
        self.attachment = attachment
    }
}

/// What a real inbox has besides, in percent of the business messages.
public struct NoiseShares: Sendable, Equatable {
    public let newsletters: Int
    public let outOfOffice: Int
    public let bounces: Int
    public let spam: Int
    /// Messages that were sent to two departments.
    public let duplicates: Int
    /// Messages whose author writes again in the thread.
    public let replies: Int
    /// Business messages written by a program that gets mail wrong.
    public let brokenClients: Int
    public init(
        newsletters: Int, outOfOffice: Int, bounces: Int, spam: Int, duplicates: Int, replies: Int, brokenClients: Int
    ) {
        self.newsletters = newsletters
        self.outOfOffice = outOfOffice
        self.bounces = bounces
        self.spam = spam
        self.duplicates = duplicates
        self.replies = replies
        self.brokenClients = brokenClients
    }
    /// Business mail alone.
    public static let none = NoiseShares(
        newsletters: 0, outOfOffice: 0, bounces: 0, spam: 0, duplicates: 0, replies: 0, brokenClients: 0)
}
