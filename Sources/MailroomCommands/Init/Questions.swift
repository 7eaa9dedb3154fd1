import ArgumentParser

/// Asks a person for what the options did not say. Without a terminal a missing answer ends the verb and names its option.
struct Questions {
    let isTerminal: Bool

    /// What was given, or what a person answers; a wrong answer is asked for again, a wrong option is not.
    func answer(
        _ given: String?, _ option: String, _ what: String,
        _ read: (String) throws(InitAnswers.Mistake) -> String
    ) throws -> String {
        if let given { return try read(given) }
        guard isTerminal else { throw ValidationError("\(option) is missing: the \(what)") }
        while true {
            let line = try line("\(what): ", option)
            do { return try read(line) } catch { Terminal.note("\(error)") }
        }
    }

    func provider() throws -> MailProvider {
        guard isTerminal else { return .other }
        while true {
            let names = MailProvider.allCases.map(\.rawValue).joined(separator: ", ")
            let line = try line("whose servers are they, \(names)? [other] ", "--provider")
            if line.isEmpty { return .other }
            if let provider = MailProvider(rawValue: line.lowercased()) { return provider }
            Terminal.note("one of \(names)")
        }
    }

    private func line(_ prompt: String, _ option: String) throws -> String {
        Terminal.ask(prompt)
        guard let line = readLine() else { throw ValidationError("no answer; or give it with \(option)") }
        return line.trimming { $0.isWhitespace }
    }
}

extension String {
    fileprivate func trimming(_ isCut: (Character) -> Bool) -> String {
        let rest = drop(while: isCut)
        return String(
            rest.prefix((rest.lastIndex { !isCut($0) }.map { rest.distance(from: rest.startIndex, to: $0) + 1 }) ?? 0))
    }
}
