import Foundation
import MailRouting
import Testing

@testable import MailStatus

/// `/metrics`, as Prometheus' own tool reads it.
@Suite struct PrometheusTests {
    private static let promtool = "/usr/bin/promtool"

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: promtool), "Debian's prometheus is not installed"))
    func promtoolFindsNothing() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2"])
            try await rig.deliverAll()
            try await rig.acknowledge(.permanent(Fault(replyCode: 550, cause: "no")))
            rig.watch()
            rig.pulse.note(.refused(ArrivalID(1), StatusRig.info.location(1), Refusal(.mailingList, "x", source: "y")))
            rig.pulse.note(.unsettled(ArrivalID(1), .copy, subject: "", .failed(Fault(cause: "x")), nil))
            let answer = try await rig.ask("/metrics")
            #expect(answer.status == 200)
            #expect(answer.field("content-type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(try run(Self.promtool, ["check", "metrics"], input: Data(answer.body.utf8)) == "")
        }
    }

    @Test func figuresAreTheRealOnes() async throws {
        try await StatusRig.run { rig async throws in
            try await rig.arrive(["Reklamation 1", "Reklamation 2"])
            rig.clock.move(by: .milliseconds(70))
            rig.pulse.note(.routed(ArrivalID(1), StatusRig.info.location(1), to: nil, StatusRig.support))
            rig.watch()
            let lines = Set(try await rig.ask("/metrics").body.split(separator: "\n").map(String.init))
            for line in [
                "mailroom_running 1", "mailroom_ready 1", "mailroom_unaccounted_messages 0",
                "mailroom_decisions_total{department=\"support\"} 2", "mailroom_deliveries_total{account=\"info\"} 1",
                "mailroom_delivery_duration_seconds_bucket{le=\"0.05\"} 0",
                "mailroom_delivery_duration_seconds_bucket{le=\"0.1\"} 1",
                "mailroom_delivery_duration_seconds_sum 0.07",
                "mailroom_jobs{kind=\"acknowledgement\",state=\"waiting\",priority=\"high\"} 2",
                "mailroom_mailbox_connected{account=\"info\",mailbox=\"INBOX\"} 1",
                "mailroom_submission_window_limit{account=\"mail.buttons.test info@buttons.test\",window=\"minute\"} 5",
            ] { #expect(lines.contains(line), "\(line)") }
        }
    }
}

extension MailboxAddress {
    fileprivate func location(_ uid: Int) -> Location {
        Location(mailbox: self, uidValidity: UIDValidity(1), uid: UID(Int64(uid)) ?? .first)
    }
}
