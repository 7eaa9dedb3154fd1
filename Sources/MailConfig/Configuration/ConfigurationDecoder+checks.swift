import MailRouting

/// What must be true between the parts, after each has been read on its own.
extension ConfigurationDecoder {
    /// One login and one address belong to one account: two would watch the same mail and route it twice.
    func checkUniqueness(_ accounts: [Named<Account?>]) {
        var logins: [String: String] = [:]
        var addresses: [String: String] = [:]
        for account in accounts {
            guard let value = account.value else { continue }
            let login = "\(value.server.userName)\n\(value.server.host)\n\(value.server.port)"
            if let first = logins.updateValue(value.name.rawValue, forKey: login) {
                reading.report(
                    at: account.key, "account '\(value.name)' is the same login as account '\(first)'",
                    suggestion: "put both mailboxes under 'watch' of one account")
            }
            for address in [value.address] + value.aliases {
                guard let first = addresses.updateValue(value.name.rawValue, forKey: address.key) else { continue }
                reading.report(
                    at: account.key, "account '\(value.name)' has the address \(address.spec) of account '\(first)'")
            }
        }
    }

    func checkWatching(
        _ accounts: [Named<Account?>], _ departments: [Named<Department?>], _ delivery: DeliverySettings?,
        _ fields: Fields
    ) {
        for account in accounts {
            guard let value = account.value else { continue }
            if Set(value.watch).count != value.watch.count {
                reading.report(at: account.key, "account '\(value.name)' watches a mailbox twice")
            }
            let isDestination = departments.contains { $0.value?.destination.account == value.name }
            if value.watch.isEmpty, !isDestination, departments.allSatisfy({ $0.value != nil }) {
                reading.report(
                    at: account.key, "account '\(value.name)' watches nothing, and no department is in it")
            }
            guard case .keep(let prefix) = delivery?.source else { continue }
            for mailbox in value.watch where isWithin(mailbox, prefix) {
                reading.report(
                    at: account.key, "account '\(value.name)' watches '\(mailbox)', where routed messages are kept",
                    suggestion: "watch another mailbox, or change 'keep_under'")
            }
        }
        if !accounts.isEmpty, accounts.allSatisfy({ $0.value?.watch.isEmpty == true }),
            let key = fields.keyNode("accounts")
        {
            reading.report(at: key, "no account watches a mailbox, so there is nothing to route")
        }
    }

    private func isWithin(_ mailbox: MailboxName, _ prefix: MailboxName) -> Bool {
        mailbox == prefix || mailbox.rawValue.hasPrefix(prefix.rawValue + "/")
            || mailbox.rawValue.hasPrefix(prefix.rawValue + ".")
    }

    /// A provider counts by login: two doors to one account have one limit between them.
    func checkSharedAccounts(_ hosts: [Named<SubmissionHost?>]) {
        var first: [SubmissionAccount: SubmissionHost] = [:]
        for host in hosts {
            guard let value = host.value else { continue }
            guard let other = first[value.account] else {
                first[value.account] = value
                continue
            }
            guard other.limits != value.limits else { continue }
            reading.report(
                at: host.key,
                "submission host '\(value.name)' is the same account as '\(other.name)', with other limits",
                suggestion: "they share what the account may send, so give both the same 'limits'")
        }
    }

    func checkSubmission(
        _ hosts: [Named<SubmissionHost?>], _ acknowledgements: AcknowledgementSettings?, _ fields: Fields
    ) {
        checkSharedAccounts(hosts)
        guard hosts.isEmpty, acknowledgements?.enabled == true, !fields.has("submission") else { return }
        reading.report(
            at: fields.keyNode("acknowledgements") ?? root,
            "acknowledgements are on, but there is no submission host to send them",
            suggestion: "add 'submission', or write 'enabled: false' under 'acknowledgements'")
    }
}
