public import MailRouting

/// A simulated instant as people follow it: `Tue 10:14`.
public enum ClockText {
    /// - Parameter zone: Where the clock hangs.
    public static func short(_ instant: Instant, in zone: Zone) -> String {
        let text = DateText(instant, in: zone)
        return
            "\(text.date.weekday.name.prefix(1).uppercased())\(text.date.weekday.name.dropFirst().prefix(2)) \(text.clock)"
    }
}
