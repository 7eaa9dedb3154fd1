import Foundation
import Glibc
import MailRouting
import MailTransport
import Testing

/// Processes that crash, each in its own way, and what the file they leave says.
@Suite("the mark of a crash") struct CrashMarkTests {
    @Test("a crash is the account's whose messages the thread was reading")
    func theThreadsAccount() async throws {
        let path = CrashMarkTests.path()
        defer { unlink(path) }
        await #expect(processExitsWith: .signal(SIGSEGV)) { [path = path as String] in
            let mark = try CrashMarkTests.mark(path)
            mark.slot(of: "b").reading { CrashMarkTests.readNowhere() }
        }
        #expect(CrashMarkTests.last(path) == CrashMark.Crash(signal: SIGSEGV, accounts: ["b"]))
    }

    @Test("an assertion in C is put down as well")
    func aborted() async throws {
        let path = CrashMarkTests.path()
        defer { unlink(path) }
        await #expect(processExitsWith: .signal(SIGABRT)) { [path = path as String] in
            let mark = try CrashMarkTests.mark(path)
            mark.slot(of: "a").reading { abort() }
        }
        #expect(CrashMarkTests.last(path) == CrashMark.Crash(signal: SIGABRT, accounts: ["a"]))
    }

    @Test("a thread that ran out of stack leaves its mark too")
    func outOfStack() async throws {
        let path = CrashMarkTests.path()
        defer { unlink(path) }
        await #expect(processExitsWith: .signal(SIGSEGV)) { [path = path as String] in
            let mark = try CrashMarkTests.mark(path)
            let thread = Thread { mark.slot(of: "c").reading { _ = CrashMarkTests.descend(1) } }
            thread.stackSize = 1 << 20
            thread.start()
            while true { pause() }
        }
        #expect(CrashMarkTests.last(path) == CrashMark.Crash(signal: SIGSEGV, accounts: ["c"]))
    }

    @Test("a fault of our own, while no account is being read, is nobody's")
    func nobodys() async throws {
        let path = CrashMarkTests.path()
        defer { unlink(path) }
        await #expect(processExitsWith: .signal(SIGSEGV)) { [path = path as String] in
            let mark = try CrashMarkTests.mark(path)
            mark.slot(of: "a").reading {}
            CrashMarkTests.readNowhere()
        }
        #expect(CrashMarkTests.last(path) == CrashMark.Crash(signal: SIGSEGV, accounts: []))
    }

    @Test("a process that ended by itself or was killed leaves nothing to tell")
    func noCrash() async throws {
        let path = CrashMarkTests.path()
        defer { unlink(path) }
        #expect(CrashMarkTests.last(path) == nil, "before the first")
        await #expect(processExitsWith: .success) { [path = path as String] in _ = try CrashMarkTests.mark(path) }
        #expect(CrashMarkTests.last(path) == nil)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let mark = try CrashMarkTests.mark(path)
            mark.slot(of: "a").reading { _ = kill(getpid(), SIGKILL) }
        }
        #expect(CrashMarkTests.last(path) == nil)
        try Data([0x4D, 0x52, 0x4D, 0x31, 0xFF, 0xFF, 0xFF, 0xFF, 11, 0, 0, 0, 0, 0, 0, 0, 9]).write(
            to: URL(filePath: path))
        #expect(CrashMarkTests.last(path) == CrashMark.Crash(signal: 11, accounts: []), "a file cut short")
    }

    private static let accounts: [AccountName] = ["a", "b", "c"]

    private static func path() -> String { "/tmp/mailroom-crash-\(getpid())-\(UUID().uuidString)" }

    private static func last(_ path: String) -> CrashMark.Crash? { CrashMark.last(at: path, among: accounts) }

    fileprivate static func mark(_ path: String) throws -> CrashMark {
        // A core file of a planned crash helps nobody.
        var none = rlimit()
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        return try CrashMark(at: path, accounts: accounts)
    }

    /// A page that may not be touched.
    fileprivate static func readNowhere() {
        let page = mmap(nil, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let page, page != MAP_FAILED else { return }
        page.storeBytes(of: 1, as: UInt8.self)
    }

    /// Deeper than any stack.
    @inline(never)
    fileprivate static func descend(_ depth: Int) -> Int {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 64) { room in
            room[0] = depth
            return descend(room[0] + 1) + room[0]
        }
    }
}
