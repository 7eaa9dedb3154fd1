import MailRouting

/// Puts the words of a script together.
struct SieveParser {
    private var lexer: SieveLexer
    private var token: SieveToken

    init(_ source: SourceText) throws(Diagnostics) {
        lexer = try SieveLexer(source)
        token = try lexer.token()
    }

    mutating func script() throws(Diagnostics) -> [SieveCommand] {
        let commands = try commands(depth: 1)
        guard token.kind == .end else { throw expected("a command") }
        return commands
    }

    private mutating func commands(depth: Int) throws(Diagnostics) -> [SieveCommand] {
        var commands: [SieveCommand] = []
        while case .identifier(let name) = token.kind {
            let (place, comment) = (token.place, token.comment)
            try advance()
            let (arguments, tests) = try arguments(depth: depth)
            let block = try block(depth: depth)
            commands.append(
                SieveCommand(
                    name: name, place: place, comment: comment, arguments: arguments, tests: tests, block: block))
        }
        return commands
    }

    /// `{ ... }`, or `;`, which is no block.
    private mutating func block(depth: Int) throws(Diagnostics) -> [SieveCommand]? {
        if try takes(";") { return nil }
        guard try takes("{") else { throw expected("';' or '{'") }
        try check(depth)
        let commands = try commands(depth: depth + 1)
        guard try takes("}") else { throw expected("a command or '}'") }
        return commands
    }

    private mutating func arguments(depth: Int) throws(Diagnostics) -> ([SieveArgument], [SieveTest]) {
        var arguments: [SieveArgument] = []
        while let argument = try argument() { arguments.append(argument) }
        if case .identifier = token.kind { return (arguments, [try test(depth: depth)]) }
        guard try takes("(") else { return (arguments, []) }
        try check(depth)
        var tests = [try test(depth: depth + 1)]
        while try takes(",") { tests.append(try test(depth: depth + 1)) }
        guard try takes(")") else { throw expected("',' or ')'") }
        return (arguments, tests)
    }

    private mutating func argument() throws(Diagnostics) -> SieveArgument? {
        let place = token.place
        switch token.kind {
        case .tag(let name):
            try advance()
            return SieveArgument(value: .tag(name), place: place)
        case .number(let number):
            try advance()
            return SieveArgument(value: .number(number), place: place)
        case .string(let text):
            try advance()
            return SieveArgument(value: .strings([text]), place: place)
        case .mark("["):
            try advance()
            var texts: [String] = []
            repeat {
                guard case .string(let text) = token.kind else { throw expected("a text in quotes") }
                texts.append(text)
                try advance()
            } while try takes(",")
            guard try takes("]") else { throw expected("',' or ']'") }
            return SieveArgument(value: .strings(texts), place: place)
        default: return nil
        }
    }

    private mutating func test(depth: Int) throws(Diagnostics) -> SieveTest {
        guard case .identifier(let name) = token.kind else { throw expected("a test") }
        try check(depth)
        let place = token.place
        try advance()
        let (arguments, tests) = try arguments(depth: depth + 1)
        return SieveTest(name: name, place: place, arguments: arguments, tests: tests)
    }

    private mutating func advance() throws(Diagnostics) { token = try lexer.token() }

    private mutating func takes(_ mark: Unicode.Scalar) throws(Diagnostics) -> Bool {
        guard token.kind == .mark(mark) else { return false }
        try advance()
        return true
    }

    private func check(_ depth: Int) throws(Diagnostics) {
        guard depth > Limits.sieveDepth else { return }
        throw finding("more than \(Limits.sieveDepth) blocks and tests inside each other")
    }

    private func expected(_ what: String) -> Diagnostics {
        let found =
            switch token.kind {
            case .identifier(let name): name.quotedForFinding
            case .tag(let name): ":\(name)".quotedForFinding
            case .number(let number): "the number \(number)"
            case .string: "a text"
            case .mark(let mark): String(mark).quotedForFinding
            case .end: "the end of the script"
            }
        return finding("expected \(what), found \(found)")
    }

    private func finding(_ message: String) -> Diagnostics {
        Diagnostics([Diagnostic(at: token.place.location, length: token.place.length, message)])
    }
}
