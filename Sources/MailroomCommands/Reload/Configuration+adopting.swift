import MailRouting

/// What of a changed configuration a running agent follows, and what only a start does.
extension Configuration {
    /// This one with everything of `next` that can be followed: accounts, departments, acknowledgements, folders of
    /// rules and templates, limits of the submission hosts.
    func adopting(_ next: Configuration) -> Configuration {
        Configuration(
            accounts: next.accounts, departments: next.departments,
            submissionHosts: submissionHosts.map { host in
                next.submissionHosts.first { $0.name == host.name }.map { host.limited(to: $0.limits) } ?? host
            },
            acknowledgements: next.acknowledgements, delivery: delivery,
            retention: next.retention, log: log, alerts: alerts, status: status,
            simulation: next.simulation, stateFolder: stateFolder, rulesFolder: next.rulesFolder,
            templatesFolder: next.templatesFolder)
    }

    /// What of `next` is not followed, in words.
    func needsRestart(for next: Configuration) -> [String] {
        var words: [String] = []
        if stateFolder != next.stateFolder { words.append("the state folder") }
        if delivery != next.delivery { words.append("what happens to the sources of deliveries") }
        if log != next.log { words.append("the log") }
        if alerts != next.alerts { words.append("the alerts") }
        if status != next.status { words.append("where the status is told") }
        let kept = adopting(next).submissionHosts
        if kept != next.submissionHosts {
            let names = Set((kept + next.submissionHosts).map(\.name)).filter { name in
                kept.first { $0.name == name } != next.submissionHosts.first { $0.name == name }
            }
            words.append("submission \(names.map(\.rawValue).sorted().joined(separator: ", "))")
        }
        return words
    }
}

extension SubmissionHost {
    fileprivate func limited(to limits: RateLimits) -> SubmissionHost {
        SubmissionHost(
            name: name, server: server, ehloName: ehloName, limits: limits, priority: priority, weight: weight)
    }
}
