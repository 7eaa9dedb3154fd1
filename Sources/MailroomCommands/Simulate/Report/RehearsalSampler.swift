import MailAgent
import MailJournal
import MailRouting
import Synchronization

/// Looks at the journal again and again while a week is played.
final class RehearsalSampler: Sendable {
    /// So many looks are kept; beyond that every other one goes, and the next ones come half as often.
    static let most = 400
    /// Often enough to see a queue of a second.
    private static let interval = Interval.milliseconds(250)

    private struct State {
        var samples: [RehearsalCourse.Sample] = []
        var interval = RehearsalSampler.interval
        var came = 0
        var shows: Instant?
    }
    private let state = Mutex(State())
    private let journal: Journal
    private let hosts: [SubmissionHost]
    private let times: RehearsalTimes
    private let time: Timekeeper

    init(
        _ journal: Journal, hosts: [SubmissionHost], times: RehearsalTimes, time: Timekeeper
    ) {
        self.journal = journal
        // Hosts of one account share its windows.
        self.hosts = hosts.reduce(into: []) { all, host in
            if !all.contains(where: { $0.account == host.account }) { all.append(host) }
        }
        self.times = times
        self.time = time
    }

    /// How far the week is.
    func note(came: Int, shows: Instant?) {
        state.withLock {
            $0.came = came
            $0.shows = shows
        }
    }

    /// Until it is cancelled. A journal that cannot be read now is looked at the next time; the run itself says why.
    func run() async {
        while !Task.isCancelled {
            do {
                try await look()
            } catch {}
            do { try await time.sleep(state.withLock { $0.interval }) } catch { return }
        }
    }

    /// One look, now.
    func look() async throws(JournalFault) {
        let summary = try await journal.summary()
        var minute = 0
        var hour = 0
        for host in hosts {
            let use = try await journal.windowUse(of: host.account, now: time.now())
            minute += use.minute
            hour += use.hour
        }
        let open = ["pending", "claimed", "retry", "uncertain", "waiting"]
        // All mail: what is sent by hand in between waits in the same queue.
        func count(_ jobs: KeyPath<JournalSummary.Counts, [String: Int]>) -> Int {
            [summary.real, summary.simulated].reduce(0) { sum, counts in
                open.reduce(sum) { $0 + counts[keyPath: jobs][$1, default: 0] }
            }
        }
        let (deliveries, acknowledgements) = (count(\.deliveries), count(\.acknowledgements))
        let (lastMinute, lastHour, elapsed) = (minute, hour, times.elapsed)
        state.withLock { state in
            state.samples.append(
                RehearsalCourse.Sample(
                    elapsed: elapsed, shows: state.shows, came: state.came, deliveries: deliveries,
                    acknowledgements: acknowledgements, lastMinute: lastMinute, lastHour: lastHour))
            guard state.samples.count > Self.most else { return }
            state.samples = Self.thinned(state.samples)
            state.interval = Interval(milliseconds: state.interval.milliseconds * 2)
        }
    }

    /// Every other one, and the highest queue between two of them is kept.
    static func thinned(_ samples: [RehearsalCourse.Sample]) -> [RehearsalCourse.Sample] {
        stride(from: 0, to: samples.count, by: 2).map { place in
            let pair = samples[place..<min(place + 2, samples.count)]
            return pair.max { $0.acknowledgements + $0.deliveries < $1.acknowledgements + $1.deliveries }
                ?? samples[place]
        }
    }

    var course: RehearsalCourse {
        RehearsalCourse(
            samples: state.withLock { $0.samples }, perMinute: hosts.reduce(0) { $0 + $1.limits.perMinute },
            perHour: hosts.reduce(0) { $0 + $1.limits.perHour })
    }
}
