import CMailStream

/// SHA-256 over bytes that come in pieces.
final class ContentDigest {
    private let handle: OpaquePointer
    private var finished = false

    /// Nil when there is no memory for it.
    init?() {
        guard let handle = cms_sha256_new() else { return nil }
        self.handle = handle
    }

    deinit { if !finished { _ = finish() } }

    func update(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.isEmpty || cms_sha256_update(handle, bytes.baseAddress, bytes.count) == 0
    }

    /// 64 lower-case hexadecimal digits. Once only.
    func finish() -> String {
        precondition(!finished, "a digest is finished once")
        finished = true
        var digest = [UInt8](repeating: 0, count: 32)
        digest.withUnsafeMutableBufferPointer { cms_sha256_finish(handle, $0.baseAddress) }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
