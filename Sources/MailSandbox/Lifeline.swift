import Glibc

/// Our end of a pipe (a socket pair, which is made close-on-exec at once) whose end of file tells a supervisor that we are gone.
///
/// Nothing is ever written. The system closes it when this process ends, however it ends; `deinit` does when the last
/// owner lets go, so a sandbox that is forgotten ends too.
final class Lifeline: Sendable {
    /// The end to give to the child; closed by ``closeReadingEnd()`` once the child has it.
    let readingEnd: Int32
    private let writingEnd: Int32

    init() throws(SandboxError) {
        var ends: [Int32] = [-1, -1]
        // Close-on-exec from the start: a copy in any other child of this process would keep the servers alive after us.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw .system(call: "socketpair", subject: "lifeline", errno: errno)
        }
        readingEnd = ends[0]
        writingEnd = ends[1]
    }

    func closeReadingEnd() { close(readingEnd) }

    deinit { close(writingEnd) }
}
