import Foundation

/// The files of a new installation: the shipped samples, with every comment, and the answers in their places.
struct InitFiles {
    /// Relative path and text, in the order of paths.
    let files: [(path: String, text: String)]

    /// The name and the domain in the samples.
    private static let (sampleName, sampleDomain) = ("Happy Buttons", "happybuttons.example")

    /// - Parameter samples: the folder that `config/` and `rules/` are in.
    init(samples: URL, _ answers: InitAnswers) throws {
        let names = FileManager.default.enumerator(atPath: samples.path)?.compactMap { $0 as? String } ?? []
        files =
            try names.sorted().filter { $0.hasPrefix("config/") || $0.hasPrefix("rules/") }.compactMap { name in
                let url = samples.appendingPathComponent(name)
                guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { return nil }
                let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
                return (name, Self.filled(text, name, answers))
            } + [("secrets.env", Self.secrets(answers))]
    }

    private static func filled(_ text: String, _ name: String, _ answers: InitAnswers) -> String {
        if name == "config/mailroom.yaml" { return configuration(text, answers) }
        let isHTML = name.hasSuffix(".html.mustache")
        let organisation = isHTML ? escapedHTML(answers.organisation) : answers.organisation
        return text.replacing("\(sampleName) GmbH", with: organisation).replacing(sampleName, with: organisation)
            .replacing(sampleDomain, with: answers.domain)
    }

    private static func configuration(_ text: String, _ answers: InitAnswers) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // The block of tokens is the last one, and written anew where it is wanted.
        if answers.provider == .microsoft, let block = lines.firstIndex(of: "# oauth2:") {
            lines.removeSubrange(block...)
        }
        // A token has one way to be shown, and says so itself.
        if answers.provider == .microsoft { lines.removeAll { $0 == "    auth: plain" } }
        let filled = lines.map { line -> String in
            if line == "state: /var/lib/mailroom" { return "state: \(quoted(answers.stateFolder))" }
            if line.hasPrefix("    sender_name: ") {
                let name = String(line.dropFirst("    sender_name: ".count)).replacing(
                    "\(sampleName) GmbH", with: sampleName)
                return "    sender_name: " + quoted(name.replacing(sampleName, with: answers.organisation))
            }
            if answers.provider == .microsoft, line.hasPrefix("    password: env:") { return "    oauth2: office" }
            return line.replacing("imap.\(sampleDomain)", with: answers.imapHost)
                .replacing("submission.\(sampleDomain)", with: answers.submissionHost)
                .replacing("mailroom.\(sampleDomain)", with: answers.ehloName)
                .replacing(sampleDomain, with: answers.domain)
        }
        let whole = filled.joined(separator: "\n")
        return answers.provider == .microsoft ? whole + "\n" + tokens(answers) : whole
    }

    private static func tokens(_ answers: InitAnswers) -> String {
        """
        oauth2:
          office:
            provider: microsoft
            tenant: \(answers.domain)
            # 'mailroom login ACCOUNT' logs in, once for each account.
            flow: device_code
            # The application's id in the directory, with the permissions IMAP.AccessAsUser.All and SMTP.Send.
            client_id: \(quoted(answers.clientID))
            # The passphrase that kept tokens are sealed with.
            token_key: env:MAILROOM_TOKEN_KEY

        """
    }

    /// Every variable the configuration names, to be filled in.
    private static func secrets(_ answers: InitAnswers) -> String {
        let names =
            answers.provider == .microsoft
            ? ["MAILROOM_TOKEN_KEY"]
            : ["INFO", "SALES", "SUPPORT", "FINANCE", "SUBMISSION"].map { "MAILROOM_\($0)_PASSWORD" }
        return "# Read by the unit of systemd (EnvironmentFile=). Fill in, and let nobody else read it.\n"
            + names.map { "\($0)=\n" }.joined()
    }

    /// A double-quoted scalar (YAML 1.2 section 7.3.1).
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    private static func escapedHTML(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
