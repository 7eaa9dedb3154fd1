import ArgumentParser
import MailRouting

/// Where rules are read from: a rules folder alone, or a configuration with the rules, accounts and addresses it names.
enum RulesPath: Equatable {
    case folder(String)
    case configuration(String)

    /// A folder is taken for rules, anything else for a configuration.
    init(_ path: String) {
        self = SourcePath(path).kind() == .success(.folder) ? .folder(path) : .configuration(path)
    }

    /// Ends the verb with exit code 2 after showing what is wrong with the files.
    func load(_ arrival: ArrivalOptions, tryingExamples: Bool) throws -> OfflineRouting {
        switch self {
        case .folder(let folder):
            let router = try reportingDiagnostics { () throws(Diagnostics) in
                try LoadedRules.load(folder, own: arrival.own)
            }
            return arrival.routing(by: router)
        case .configuration(let file):
            let loaded = try reportingDiagnostics { () throws(Diagnostics) in
                try LoadedConfiguration.load(file, own: arrival.own, tryingExamples: tryingExamples)
            }
            guard let account = loaded.configuration.account(AccountName(arrival.mailbox)) else {
                let names = loaded.configuration.accounts.map(\.name.rawValue).joined(separator: ", ")
                throw ValidationError("--mailbox '\(arrival.mailbox)' is no account of \(file); there are \(names)")
            }
            return arrival.routing(by: loaded.router, receivingServer: account.receivingServer)
        }
    }
}
