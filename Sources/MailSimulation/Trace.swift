import Synchronization

/// A digest of everything that happened in a run, in order (FNV-1a): two runs of one scenario have the same.
final class Trace: Sendable {
    private let state = Mutex<UInt64>(0xCBF2_9CE4_8422_2325)

    func note(_ text: String) {
        state.withLock { digest in
            for octet in text.utf8 { digest = (digest ^ UInt64(octet)) &* 0x100_0000_01B3 }
        }
    }
    var digest: UInt64 { state.withLock { $0 } }
}
