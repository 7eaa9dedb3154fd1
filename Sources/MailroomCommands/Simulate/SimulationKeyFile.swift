import Foundation
import Glibc
import MailTransport

/// Where the key of simulated mail is kept: in the state folder, so that only who may read that can make mail that counts
/// as simulated.
///
/// Made when somebody first sends a simulated week, and never before. It is read anew for each message that bears a mark, so
/// an agent that runs need not be told.
struct SimulationKeyFile: Sendable {
    let path: String

    init(path: String) { self.path = path }

    init(stateFolder: String) { path = stateFolder + "/simulation.key" }

    /// Nil while there is none, or none that can be used.
    var key: SimulationKey? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        return SimulationKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// The key, which is made where there is none.
    func makeKey() throws(Unusable) -> SimulationKey {
        if let key { return key }
        let fresh = "\(path).\(UUID().uuidString.prefix(8))"
        do {
            var generator = SystemRandomNumberGenerator()
            let text = SimulationKey.random(using: &generator) + "\n"
            guard
                FileManager.default.createFile(
                    atPath: fresh, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw CocoaError(.fileWriteUnknown) }
            defer { try? FileManager.default.removeItem(atPath: fresh) }
            try giveToAgent(fresh)
            // Whoever comes second finds the first one's key: a link replaces nothing.
            try FileManager.default.linkItem(atPath: fresh, toPath: path)
        } catch let error as Unusable {
            throw error
        } catch {
            if let key { return key }
            let isThere = FileManager.default.fileExists(atPath: path)
            throw Unusable(
                path: path,
                cause: isThere ? "it is there, but holds no key or cannot be read" : error.localizedDescription)
        }
        guard let key else { throw Unusable(path: path, cause: "it holds no key") }
        return key
    }

    /// What root makes belongs to whom the state folder belongs to. An agent that could not read the key would take simulated
    /// mail for real, and answer its made-up senders.
    private func giveToAgent(_ file: String) throws {
        guard geteuid() == 0 else { return }
        var folder = stat()
        guard stat(URL(fileURLWithPath: path).deletingLastPathComponent().path, &folder) == 0,
            chown(file, folder.st_uid, folder.st_gid) == 0
        else { throw Unusable(path: path, cause: String(cString: strerror(errno))) }
    }

    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let cause: String
        var description: String { "cannot use the key of simulated mail, \(path): \(cause)" }
    }
}
