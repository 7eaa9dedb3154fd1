/// The flags of one command (RFC 5232 section 2): texts with flags between spaces.
struct SieveFlags {
    /// Flags that are keywords (RFC 9051 section 2.3.2), in order.
    let keywords: [String]

    /// Reports system flags, which belong to readers: the agent never marks a message as read or answered.
    init(_ arguments: SieveArguments, ofTag: Bool, _ texts: SieveTexts, _ findings: ImportFindings) {
        let argument = ofTag ? arguments.tag("flags")?.value : arguments.positional.last
        guard let argument, ofTag || arguments.positional.count == 1 else {
            if let place = arguments.positional.first?.place {
                findings.missing(at: place, "rules have no variables", "name the flags only")
            }
            keywords = []
            return
        }
        let flags = (texts.texts(argument) ?? []).flatMap { $0.split(separator: " ").map(String.init) }
        for flag in flags where !flag.isKeyword {
            findings.missing(
                at: argument.place, "the message flag \(flag.quotedForFinding)",
                flag.hasPrefix("\\") ? "rules leave system flags alone; choose a keyword" : nil)
        }
        keywords = flags.filter(\.isKeyword)
    }
}

extension SieveScript {
    /// Every keyword a script sets, with the first place where it does.
    func keywords(_ texts: SieveTexts, _ findings: ImportFindings) -> [(name: String, place: SourcePlace)] {
        var found: [(name: String, place: SourcePlace)] = []
        func look(_ commands: [SieveCommand]) {
            for command in commands {
                let arguments = SieveArguments(command.arguments)
                let isFlagCommand = ["addflag", "setflag"].contains(command.name)
                if isFlagCommand || arguments.tag("flags") != nil {
                    for name in SieveFlags(arguments, ofTag: !isFlagCommand, texts, findings).keywords
                    where !found.contains(where: { $0.name == name }) {
                        found.append((name, command.place))
                    }
                }
                look(command.block ?? [])
            }
        }
        look(commands)
        return found
    }
}
