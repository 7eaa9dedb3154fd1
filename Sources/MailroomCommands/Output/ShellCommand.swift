/// A command line a person can copy: every word in quotes where a POSIX shell would read more into it.
struct ShellCommand: Sendable, Equatable {
    private var words: [String]

    init(_ words: String...) { self.words = words }

    func with(_ more: [String]) -> ShellCommand {
        var command = self
        command.words += more
        return command
    }

    var text: String { words.map(Self.quoted).joined(separator: " ") }

    private static func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0)
                || "-_./:@+,=".utf8.contains($0) || $0 >= 0x80
        }
        return isPlain && !word.isEmpty ? word : "'\(word.replacing("'", with: #"'\''"#))'"
    }
}
