import Foundation
import MailAgent
import MailConfig
import MailJournal
import MailRouting

/// The installation a running agent goes by: read anew when it is called, and put in force when all of it is sound.
///
/// A set with a mistake, or one whose examples do not hold, changes nothing; it is told in the walk and in the journal.
actor LiveInstallation {
    private let file: String
    private let assembly: AgentAssembly
    private let walk: @Sendable (WalkEvent) -> Void
    private let now: @Sendable () -> Instant
    private var inForce: MailRouting.Configuration
    /// What was refused last: told once, however often it is found.
    private var refused: [Diagnostic] = []

    init(
        _ file: String, _ assembly: AgentAssembly, now: @escaping @Sendable () -> Instant = Timekeeper.system.now,
        walk: @escaping @Sendable (WalkEvent) -> Void
    ) {
        self.file = file
        self.assembly = assembly
        self.now = now
        self.walk = walk
        inForce = assembly.rules.inForce.configuration
    }

    /// The files and folders an installation is read from: those the configuration names now.
    static func paths(of file: String, besides configuration: MailRouting.Configuration? = nil) -> [String] {
        let named = try? ConfigurationReader.read(file)
        let folders = [configuration, named].compactMap { $0 }.flatMap { [$0.rulesFolder, $0.templatesFolder] }
        return [URL(fileURLWithPath: file).standardizedFileURL.path] + Set(folders).sorted()
    }

    func paths() async -> [String] {
        let (file, inForce) = (file, inForce)
        return await aside { Self.paths(of: file, besides: inForce) }
    }

    /// Writes down what the agent starts with.
    func begin() async {
        await note { [version = assembly.rules.inForce.router.ruleSet.version, now] journal throws(JournalFault) in
            try await journal.noteRules(version: version, now: now())
        }
    }

    /// What came of reading it anew.
    enum Reloaded: Sendable {
        case adopted(version: String, needsRestart: [String])
        /// What was in force stays.
        case refused([Diagnostic])
    }

    /// Reads everything and puts it in force from the next decision on, or says why not.
    @discardableResult
    func reload() async -> Reloaded {
        let file = file
        let found = await aside {
            Result { () throws(Diagnostics) in try LoadedConfiguration.load(file) }.map { loaded in
                (loaded, AcknowledgementWriter(loaded))
            }
        }
        switch found {
        case .success((let loaded, let writer)): return await adopt(loaded, writer)
        case .failure(let faults):
            await refuse(faults.all)
            return .refused(faults.all)
        }
    }

    private func adopt(_ loaded: LoadedConfiguration, _ writer: AcknowledgementWriter) async -> Reloaded {
        let adopted = inForce.adopting(loaded.configuration)
        let waiting = inForce.needsRestart(for: loaded.configuration)
        assembly.makeRoom(for: adopted)
        // Templates first: what the new rules ask for can be written from the first decision on.
        assembly.writers.replace(with: writer)
        assembly.rules.replace(with: loaded.router, adopted)
        inForce = adopted
        refused = []
        let version = loaded.ruleSet.version
        walk(.rulesLoaded(version: version, needsRestart: waiting))
        await note { [now] journal throws(JournalFault) in
            try await journal.noteRules(version: version, needsRestart: waiting, now: now())
        }
        return .adopted(version: version, needsRestart: waiting)
    }

    private func refuse(_ faults: [Diagnostic]) async {
        guard faults != refused else { return }
        refused = faults
        walk(.rulesRefused(faults))
        await note { [now] journal throws(JournalFault) in try await journal.noteRefusedRules(faults, now: now()) }
    }

    private func note(_ write: (Journal) async throws(JournalFault) -> Void) async {
        do { try await write(assembly.journal) } catch { walk(.journalFault(error.description)) }
    }

    /// Reading and compiling rules takes a while and blocks: not on the threads the loops run on.
    private func aside<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async { continuation.resume(returning: work()) }
        }
    }
}
