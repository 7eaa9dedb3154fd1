import MailRehearsal
import MailRouting
import MailStatus

/// The report of a week as one HTML page: everything in it, nothing fetched from anywhere, no script.
///
/// It is well-formed XML too, so that any parser can read it.
struct ReportPage {
    let report: RehearsalReport

    /// Rows of the table of all messages; `--format jsonl` has the others.
    private static let rows = 1_000

    /// Columns of a table that has room beside another one.
    private static let narrow = 4

    var text: String {
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="en" xmlns="http://www.w3.org/1999/xhtml">
            <head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
            <meta name="referrer" content="no-referrer"/><meta name="color-scheme" content="light dark"/>
            <title>\(report.title): a simulated week</title><style>\(ReportStyle.markup)</style></head>
            <body><header><p class="brand">mailroom simulate</p><h1>\(report.title)</h1></header>
            <main>\(verdict)\(figures)\(faults)\(overTime)\(latencies)\(tables)\(messages)</main>
            <footer><p>Written by mailroom simulate run. Everything on this page is in it.</p></footer></body></html>
            """
        return page.html + "\n"
    }

    // MARK: At a glance

    private var verdict: Markup {
        let wrong = report.wrong.count
        let (mark, words) =
            wrong == 0
            ? ("good", "Every message is where it belongs, once; every thread that is due was acknowledged, once.")
            : ("bad", "\(wrong) of \(report.count) messages are not as the plan expects.")
        let unfinished: Markup =
            report.isComplete ? "" : "<p class=\"banner warn\">Not finished: not everything was dealt with in time.</p>"
        return "<p class=\"banner \(mark)\" role=\"status\">\(words)</p>\(unfinished)"
    }

    private var figures: Markup {
        let elapsed = report.course.samples.last.map { LineChart.clock(Latency.milliseconds($0.elapsed)) } ?? "-"
        let right = Self.percent(report.percentRight)
        return [
            ("\(right) %", "right in everything", "\(report.count - report.wrong.count) of \(report.count) messages"),
            ("\(report.delivered)", "delivered", "in their department, once, of \(report.count)"),
            ("\(report.acknowledgements)", "acknowledgements", "\(report.due) threads are due"),
            (elapsed, "the run took", "speed \(report.speed)"),
        ].map { value, name, note -> Markup in
            """
            <div class="figure"><p class="value">\(value)</p><p class="name">\(name)</p><p class="note">\(note)</p></div>
            """
        }.reduce(into: Markup("<section class=\"figures\" aria-label=\"Figures\">")) { $0 += $1 } + "</section>"
    }

    private var faults: Markup {
        guard !report.wrong.isEmpty else { return "" }
        let rows = report.wrong.prefix(Self.rows).map { outcome -> Markup in
            let message = outcome.judged.message
            let said = outcome.faults.map { fault -> Markup in "<li>\(fault.description)</li>" }.joined()
            return """
                <tr><th scope="row">\(message.number)</th><td>\(message.subject)</td><td>\(message.mark.type.rawValue)</td>\
                <td><ul>\(said)</ul></td></tr>
                """
        }
        return """
            <section class="card"><h2>What is not as expected</h2><div class="wide"><table><thead><tr>\
            <th scope="col">No.</th><th scope="col">Subject</th><th scope="col">Kind</th><th scope="col">What</th></tr>\
            </thead><tbody>\(rows.joined())</tbody></table></div></section>
            """
    }

    // MARK: Over the time of the run

    private var overTime: Markup {
        let samples = report.course.samples
        let times = samples.map { Latency.milliseconds($0.elapsed) }
        let shows = report.speed == .max ? [] : samples.map { sample in self.shown(sample.shows) }
        let queue = LineChart(
            id: "queue", title: "What waited, over the time of the run", times: times, shows: shows,
            series: [
                .init(name: "acknowledgements waiting", values: samples.map(\.acknowledgements)),
                .init(name: "deliveries open", values: samples.map(\.deliveries)),
            ], limits: [])
        let rate = LineChart(
            id: "rate", title: "What was sent, against the limits", times: times, shows: shows,
            series: [
                .init(name: "in the last minute", values: samples.map(\.lastMinute)),
                .init(name: "in the last hour", values: samples.map(\.lastHour)),
            ],
            limits: [
                .init(name: "limit of a minute", value: report.course.perMinute),
                .init(name: "limit of an hour", value: report.course.perHour),
            ])
        return """
            <div class="pair"><section class="card"><h2>Queue</h2>\(queue.markup)</section>\
            <section class="card"><h2>Send rate and limits</h2>\(rate.markup)</section></div>
            """
    }

    private func shown(_ instant: Instant?) -> String {
        report.zone.flatMap { zone in instant.map { ClockText.short($0, in: zone) } } ?? ""
    }

    private var latencies: Markup {
        let longest = report.latencies.compactMap(\.longest).max() ?? .zero
        let rows = report.latencies.map { latency -> Markup in
            let cells = [50, 95, 99, 100].map { percent -> Markup in
                "<td class=\"n\">\(latency.percentile(percent).map { "\(Latency.milliseconds($0)) ms" } ?? "-")</td>"
            }
            let share = latency.percentile(95).map { longest > .zero ? Int($0 / longest * 100) : 0 } ?? 0
            return """
                <tr><th scope="row">\(latency.stage.rawValue)</th><td class="n">\(latency.count)</td>\(cells.joined())\
                <td class="meter"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">\
                <rect class="track" width="100" height="10"/><rect class="fill" width="\(share)" height="10"/></svg></td></tr>
                """
        }
        return """
            <section class="card"><h2>How long it took</h2><div class="wide"><table><thead><tr><th scope="col">Stage</th>\
            <th scope="col">Messages</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th>\
            <th scope="col">Longest</th><th scope="col">p95, drawn</th></tr></thead><tbody>\(rows.joined())</tbody></table>\
            </div></section>
            """
    }

    // MARK: Expected and actual

    private var tables: Markup {
        let tables = report.tables.map { table -> Markup in
            let columns = table.columns
            let head = columns.map { name -> Markup in "<th scope=\"col\">\(name)</th>" }.joined()
            let rows = table.rows.map { row -> Markup in
                let cells = columns.map { column -> Markup in
                    let count = table.count(expected: row, actual: column)
                    guard count > 0 else { return "<td class=\"n none\">·</td>" }
                    return "<td class=\"n \(row == column ? "right" : "wrong")\">\(count)</td>"
                }
                return "<tr><th scope=\"row\">\(row)</th>\(cells.joined())</tr>"
            }
            return """
                <section class="card \(columns.count > Self.narrow ? "broad" : "")"><h2>\(table.title)</h2><p class="note">\(table.right) of \(table.all) right</p>\
                <div class="wide"><table class="confusion"><thead><tr><th scope="col">expected, then actual</th>\(head)</tr>\
                </thead><tbody>\(rows.joined())</tbody></table></div></section>
                """
        }
        return "<div class=\"pair\">\(tables.joined())</div>"
    }

    private var messages: Markup {
        let rows = report.outcomes.prefix(Self.rows).map { outcome -> Markup in
            let message = outcome.judged.message
            let mark = message.mark
            return """
                <tr><th scope="row">\(message.number)</th><td>\(shown(message.arrivedAt))</td><td>\(message.subject)</td>\
                <td>\(message.reversePath)</td><td>\(mark.type.rawValue)</td><td>\(mark.department.rawValue)</td>\
                <td>\(mark.priority.name)</td><td>\(mark.template?.rawValue ?? "none")</td>\
                <td>\(outcome.isRight ? "yes" : "no")</td></tr>
                """
        }
        let left = report.count - rows.count
        let note: Markup = left > 0 ? "<p class=\"note\">And \(left) more; --format jsonl has them all.</p>" : ""
        let head = ["No.", "Arrives", "Subject", "From", "Kind", "Department", "Priority", "Template", "Right"]
            .map { name -> Markup in "<th scope=\"col\">\(name)</th>" }
        return """
            <section class="card"><details><summary>All messages, and what is expected of them</summary><div class="wide">\
            <table><thead><tr>\(head.joined())</tr></thead><tbody>\(rows.joined())</tbody></table></div>\(note)</details>\
            </section>
            """
    }

    /// `100`, `99.4`
    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded(.down))
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
