import MailRehearsal
import MailRouting
import MailTransport

extension RehearsalReport {
    /// For programs: one object for each row, the kind of row first. Keys and their order are stable.
    var rows: [JSONLine] { [summary] + confusion + stages + samples + messages }

    private var summary: JSONLine {
        var row = JSONLine(capacity: 300)
        row.add("row", "summary")
        row.add("simulation", title)
        row.add("speed", "\(speed)")
        row.add("complete", isComplete)
        row.add("messages", count)
        row.add("right", count - wrong.count)
        row.add("delivered", delivered)
        row.add("acknowledgements_due", due)
        row.add("acknowledgements", acknowledgements)
        row.add("elapsed_ms", course.samples.last.map { Latency.milliseconds($0.elapsed) })
        row.add("limit_minute", course.perMinute)
        row.add("limit_hour", course.perHour)
        return row
    }

    private var confusion: [JSONLine] {
        tables.flatMap { table in
            table.cells.map { cell in
                var row = JSONLine(capacity: 120)
                row.add("row", "confusion")
                row.add("aspect", table.title)
                row.add("expected", cell.expected)
                row.add("actual", cell.actual)
                row.add("messages", cell.count)
                return row
            }
        }
    }

    private var stages: [JSONLine] {
        latencies.map { latency in
            var row = JSONLine(capacity: 160)
            row.add("row", "latency")
            row.add("stage", latency.stage.key)
            row.add("messages", latency.count)
            for percent in [50, 95, 99] {
                row.add("p\(percent)_ms", latency.percentile(percent).map(Latency.milliseconds))
            }
            row.add("longest_ms", latency.longest.map(Latency.milliseconds))
            return row
        }
    }

    private var samples: [JSONLine] {
        course.samples.map { sample in
            var row = JSONLine(capacity: 240)
            row.add("row", "sample")
            row.add("elapsed_ms", Latency.milliseconds(sample.elapsed))
            row.add("simulated", sample.shows?.text)
            row.add("came", sample.came)
            row.add("deliveries_open", sample.deliveries)
            row.add("acknowledgements_waiting", sample.acknowledgements)
            row.add("sent_last_minute", sample.lastMinute)
            row.add("sent_last_hour", sample.lastHour)
            return row
        }
    }

    private var messages: [JSONLine] {
        outcomes.map { outcome in
            let (judged, message) = (outcome.judged, outcome.judged.message)
            var row = JSONLine(capacity: 600)
            row.add("row", "message")
            row.add("number", message.number)
            row.add("message_id", message.messageID.rawValue)
            row.add("subject", message.subject)
            row.add("arrived", message.arrivedAt.text)
            row.add("mailbox", message.account.rawValue)
            row.add("type", message.mark.type.rawValue)
            for aspect in JudgedMessage.Aspect.allCases {
                row.add("expected_\(aspect.rawValue)", aspect.expected(of: judged))
                row.add(aspect.rawValue, aspect.actual(of: judged))
            }
            let walk = judged.walk
            for (key, instant) in [("routed_ms", walk.settled), ("acknowledged_ms", walk.sent)] {
                row.add(
                    key, instant.flatMap { end in walk.arrived.map { Latency.milliseconds(end - $0) } })
            }
            row.add("faults", outcome.faults.map(\.key))
            return row
        }
    }
}

extension SimulatedMessage {
    /// Decoded; empty without one.
    var subject: String { MessageParser.parse(message: bytes).subject ?? "" }
}
