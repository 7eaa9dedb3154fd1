import Dispatch
import Glibc
import MailRouting
public import ServiceLifecycle
import Synchronization

/// Has an installation read anew when its files have changed, or when somebody asks (SIGHUP).
///
/// Folders are watched; after a change there is a short quiet time, because an editor or an orchestrator makes several; then
/// contents are compared, so that a file that was only touched costs nothing. A look from time to time is the net for file
/// systems that tell nothing.
public struct ReloadWatch: Service {
    private let paths: @Sendable () async -> [String]
    private let reload: @Sendable () async -> Void
    private let time: Timekeeper
    private let call: ReloadCall
    private let baseline: ReloadBaseline

    /// - Parameters:
    ///   - paths: files and folders the installation is read from at present; absolute.
    ///   - baseline: what they held before the installation was read for the first time.
    ///   - call: rung by whoever wants it read anew whatever the files look like.
    ///   - reload: reads it, and puts it in force when it is sound.
    public init(
        _ paths: @escaping @Sendable () async -> [String], since baseline: ReloadBaseline, call: ReloadCall,
        time: Timekeeper = .system, reload: @escaping @Sendable () async -> Void
    ) {
        self.paths = paths
        self.baseline = baseline
        self.reload = reload
        self.time = time
        self.call = call
    }

    public func run() async throws {
        let watch = FolderWatch { call.noteChange() }
        var (known, digest) = (baseline.survey, baseline.digest)
        watch?.add(known.folders)
        // What changed between that and this moment was seen by nobody.
        call.noteChange()
        while !isStopping {
            let reason = await call.next(atMost: Limits.reloadPoll, time)
            if isStopping { return }
            var found = FileSurvey(await paths())
            if found != known, reason != .asked { found = await settled(found) }
            watch?.add(found.folders)
            guard found != known || reason == .asked else { continue }
            known = found
            let content = found.contentDigest()
            guard content != digest || reason == .asked else { continue }
            digest = content
            await reload()
        }
    }

    /// How things stand once nothing has changed for a short while, or it never ends: a file that is still being written
    /// must not be read by half.
    private func settled(_ first: FileSurvey) async -> FileSurvey {
        var found = first
        for _ in 0..<Limits.reloadPatience where !isStopping {
            await time.pause(Limits.reloadQuiet)
            let again = FileSurvey(await paths())
            if again == found { break }
            found = again
        }
        return found
    }

    private var isStopping: Bool { Task.isShuttingDownGracefully || Task.isCancelled }
}

/// What the files of an installation held at one moment.
public struct ReloadBaseline: Sendable {
    let survey: FileSurvey
    let digest: String

    /// - Parameter paths: files and folders; absolute.
    public init(_ paths: [String]) {
        survey = FileSurvey(paths)
        digest = survey.contentDigest()
    }
}

/// The bell of a `ReloadWatch`: files have changed, or somebody asks.
public final class ReloadCall: Sendable {
    enum Reason { case change, asked, poll }
    private struct State {
        var hasChange = false
        var isAsked = false
    }
    private let state = Mutex(State())
    private let bell = Wakeup()

    public init() {}

    /// Has everything read anew, even when no file looks different.
    public func ask() {
        state.withLock { $0.isAsked = true }
        bell.ring()
    }

    func noteChange() {
        state.withLock { $0.hasChange = true }
        bell.ring()
    }

    func next(atMost interval: Interval, _ time: Timekeeper) async -> Reason {
        let isWaiting = state.withLock { !$0.hasChange && !$0.isAsked }
        if isWaiting { await bell.wait(atMost: interval, time) }
        return state.withLock { state in
            defer { state = State() }
            return state.isAsked ? .asked : state.hasChange ? .change : .poll
        }
    }
}

/// Turns SIGHUP into a call, for as long as it lives.
public final class HangUpSignal {
    private let source: any DispatchSourceSignal

    public init(_ call: ReloadCall) {
        // Without this the signal would end the process before anybody is told.
        signal(SIGHUP, SIG_IGN)
        source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: DispatchQueue(label: "mailroom.hangup"))
        source.setEventHandler { call.ask() }
        source.resume()
    }

    deinit { source.cancel() }
}
