/// What a script has decided about a message so far.
struct SieveState: Hashable {
    /// A mailbox the message goes to.
    struct Store: Hashable {
        /// Nil is the inbox.
        let folder: String?
        /// With `:copy`, which leaves the implicit keep alone (RFC 3894).
        let isCopy: Bool
        let hasKeyword: Bool
        let place: SourcePlace
    }
    /// The message stays in the inbox unless a command says otherwise (RFC 5228 section 2.10.2).
    var isKept = true
    var store: Store?
    /// Where the message was discarded.
    var discarded: SourcePlace?
    /// Whether the keyword that is asked about is set for whatever is stored next (RFC 5232).
    var hasKeyword = false
}

/// What the commands of a script do, one after the other, as far as our rules can do the same.
struct SieveActions {
    let texts: SieveTexts
    let findings: ImportFindings
    /// The keyword that is asked about; nil when only the folder matters.
    let keyword: String?

    /// What follows a command.
    enum Next {
        case goOn
        /// Whatever comes, the outcome is known.
        case end
    }

    func apply(_ command: SieveCommand, to state: inout SieveState) -> Next {
        let arguments = SieveArguments(command.arguments)
        switch command.name {
        case "require": break
        case "keep": return store(in: nil, command, arguments, &state)
        case "fileinto":
            guard let folder = folder(command, arguments) else { break }
            return store(in: folder, command, arguments, &state)
        case "discard":
            state.isKept = false
            state.discarded = state.discarded ?? command.place
        case "addflag": if names(arguments) { state.hasKeyword = true }
        case "setflag": state.hasKeyword = names(arguments)
        case "removeflag": if names(arguments) { state.hasKeyword = false }
        default:
            report(command)
            if ["redirect", "reject", "ereject"].contains(command.name), arguments.tag("copy") == nil {
                state.isKept = false
            }
        }
        return .goOn
    }

    /// The one mailbox the message ends in, and whether it has the keyword there.
    func outcome(of state: SieveState) -> (folder: String?, hasKeyword: Bool) {
        if state.isKept {
            if let copy = state.store, copy.folder != nil { reportCopy(at: copy.place) }
            return (nil, state.hasKeyword)
        }
        if let store = state.store { return (store.folder, store.hasKeyword) }
        if let discarded = state.discarded {
            findings.missing(
                at: discarded, "rules never throw a message away",
                "it stays in the mailbox of the department; give it a 'folder' to have it out of the way")
        }
        return (nil, false)
    }

    private func store(
        in folder: String?, _ command: SieveCommand, _ arguments: SieveArguments, _ state: inout SieveState
    ) -> Next {
        let hasKeyword = arguments.tag("flags") == nil ? state.hasKeyword : names(arguments, ofTag: true)
        let store = SieveState.Store(
            folder: folder, isCopy: arguments.tag("copy") != nil, hasKeyword: hasKeyword, place: command.place)
        for tag in arguments.tags where !["flags", "copy", "create"].contains(tag.name) {
            findings.missing(at: tag.place, "':\(tag.name)' is not part of the rule language")
        }
        if !store.isCopy { state.isKept = false }
        guard let first = state.store else {
            state.store = store
            return .goOn
        }
        if first.folder == store.folder {
            // Stored once, with the flags of the last command (as Pigeonhole does).
            state.store = SieveState.Store(
                folder: folder, isCopy: first.isCopy && store.isCopy, hasKeyword: hasKeyword, place: first.place)
            return .goOn
        }
        if first.isCopy, !store.isCopy {
            reportCopy(at: first.place)
            state.store = store
            return .goOn
        }
        findings.missing(
            at: store.place, "a message goes to one mailbox, and a command above may have chosen it",
            "to have both, write an 'also' line with 'copy:'; to choose one, end the rule above with 'stop'")
        state.isKept = false
        return .end
    }

    private func reportCopy(at place: SourcePlace) {
        findings.missing(
            at: place, "a copy in another mailbox",
            "make the mailbox a department and write an 'also' line with 'copy:'")
    }

    private func folder(_ command: SieveCommand, _ arguments: SieveArguments) -> String?? {
        guard arguments.positional.count == 1, let names = texts.texts(arguments.positional[0]), names.count == 1,
            let name = names.first
        else {
            findings.missing(at: command.place, "'fileinto' needs the name of one mailbox")
            return nil
        }
        guard name.isMailboxName else {
            findings.missing(
                at: arguments.positional[0].place, "no name of a mailbox",
                "up to 255 octets, without '*', '%' and control characters")
            return nil
        }
        return .some(name.uppercased() == "INBOX" ? nil : name)
    }

    /// Whether the keyword that is asked about is among the flags of the command.
    private func names(_ arguments: SieveArguments, ofTag: Bool = false) -> Bool {
        guard let keyword else { return false }
        return SieveFlags(arguments, ofTag: ofTag, texts, findings).keywords.contains(keyword)
    }

    private func report(_ command: SieveCommand) {
        let reason =
            switch command.name {
            case "redirect": "rules do not forward to addresses"
            case "reject", "ereject": "rules do not refuse messages"
            case "vacation": "rules send no vacation notices"
            default: "the command \(command.name.quotedForFinding) is not part of the rule language"
            }
        findings.missing(at: command.place, reason, Self.next[command.name])
    }

    private static let next = [
        "redirect": "make the address a department and name it with 'department:', or with 'copy:' in an 'also' line",
        "reject": "the message stays in the mailbox of the department; 'acknowledge:' can answer it",
        "ereject": "the message stays in the mailbox of the department; 'acknowledge:' can answer it",
        "vacation": "write a template and name it with 'acknowledge:'",
        "include": "import the other script too and put its rules here",
        "set": "rules have no variables; write a rule for each value",
    ]
}
