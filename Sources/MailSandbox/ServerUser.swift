import Foundation
import Glibc

/// The user the servers run as: the caller, or `nobody` when the caller is root.
///
/// Root never runs them as root. One way of working for everybody is one way to test, a mistake in a configuration file
/// stays harmless, and Dovecot refuses mail owned by root anyway.
struct ServerUser: Sendable, Equatable {
    let name: String
    let group: String
    let uid: uid_t
    let gid: gid_t

    /// True when the caller is root and files have to be handed over to the user.
    let isStandIn: Bool

    static func current() throws(SandboxError) -> ServerUser {
        let isRoot = geteuid() == 0
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        let status =
            isRoot
            ? getpwnam_r("nobody", &entry, &buffer, buffer.count, &found)
            : getpwuid_r(geteuid(), &entry, &buffer, buffer.count, &found)
        guard status == 0, found != nil, let name = entry.pw_name else { throw .namelessUser(uid: geteuid()) }
        let gid = isRoot ? entry.pw_gid : getegid()
        return ServerUser(
            name: String(cString: name), group: Self.groupName(gid) ?? String(gid), uid: entry.pw_uid, gid: gid,
            isStandIn: isRoot)
    }

    private static func groupName(_ gid: gid_t) -> String? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 65_536)
        guard getgrgid_r(gid, &entry, &buffer, buffer.count, &found) == 0, found != nil else { return nil }
        return String(cString: entry.gr_name)
    }

    /// The words before a command that make it run as this user.
    ///
    /// `--no-new-privs` keeps Exim, a set-uid program, from ever being root: it runs as what it needs to be, an
    /// ordinary daemon on unprivileged ports, and every process can be ended by the one who started it.
    var commandPrefix: [String] {
        let setpriv = [Program.setpriv.path ?? "setpriv", "--no-new-privs"]
        return isStandIn ? setpriv + ["--reuid=\(uid)", "--regid=\(gid)", "--clear-groups"] : setpriv
    }
}
