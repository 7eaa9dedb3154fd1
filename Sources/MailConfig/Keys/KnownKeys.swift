/// Every key the files may have, mapping by mapping: those of `mailroom.yaml`, of the rules, and of conditions in the
/// files beside this one.
enum KnownKeys {
    /// Each has its section in `docs/configuration.md` or `docs/rules.md`, which a test holds to this list. Those that
    /// are left out differ from one of these only in what they require.
    static let all =
        [
            configuration, defaults, account, secret, department, submissionHost, rateLimits, acknowledgements,
            trustEntry, acknowledgementLimits, delivery, retention, log, logLevels, alerts, simulatedMail,
            oauthClient,
        ] + rules + [ruleCase]

    /// Those of the rules folder.
    static let rules = [
        ruleFile, list, time, dateFile, priority, priorityLine, routeLine, routeGroup, routeEnd, otherwise, choice,
        lastChoice, alsoLine, condition, text, inList, presence, attachment, bounds, authentication, example,
        expectation, exampleMail, exampleAttachment,
    ]
}
