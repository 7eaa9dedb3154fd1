import Foundation
import MailRehearsal

/// The folder a week is written into: all of it, once, and nothing else.
struct SimulationFolder {
    enum Form: String, CaseIterable {
        case eml, maildir
    }

    /// It holds something that is not this week.
    struct Occupied: Error, CustomStringConvertible {
        let file: String
        var description: String {
            "\(file) is not of this week, so nothing was written; use a new folder, or remove this one"
        }
    }

    /// It cannot be read or written.
    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let reason: String
        var description: String { "cannot use \(path): \(reason)" }
    }

    private let root: URL
    private let form: Form
    private let messages: [SimulatedMessage]
    /// Of each message, from the folder on.
    let names: [String]

    init(_ path: String, as form: Form, _ messages: [SimulatedMessage]) {
        root = URL(fileURLWithPath: path, isDirectory: true)
        self.form = form
        self.messages = messages
        names = messages.map { Self.name(of: $0, as: form) }
    }

    private static func name(of message: SimulatedMessage, as form: Form) -> String {
        let digits = "\(message.number)"
        let number = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        switch form {
        case .eml: return "\(message.account)/\(number)-\(message.mark.type).eml"
        // Unique by the name of the message; in the order of arrival, as readers sort them.
        case .maildir:
            return
                "\(message.account)/new/\(message.arrivedAt.milliseconds / 1000).\(number)_\(message.mark.message).sim"
        }
    }

    /// Writes what is missing.
    ///
    /// - Returns: False when all of it was there.
    /// - Throws: ``Occupied`` before anything is written, or ``Unusable``.
    func write() throws -> Bool {
        let meant = Dictionary(zip(names, messages)) { first, _ in first }
        for file in try existing() {
            guard let message = meant[file] else { throw Occupied(file: root.appendingPathComponent(file).path) }
            let there = FileManager.default.contents(atPath: root.appendingPathComponent(file).path)
            guard there == Data(message.stored) else {
                throw Occupied(file: root.appendingPathComponent(file).path)
            }
        }
        var progress = Progress("messages", of: messages.count)
        var isNew = false
        do {
            for account in Set(messages.map(\.account)).sorted() {
                for part in form == .maildir ? ["cur", "new", "tmp"] : [""] {
                    try FileManager.default.createDirectory(
                        at: root.appendingPathComponent("\(account)/\(part)"), withIntermediateDirectories: true)
                }
            }
            for (index, message) in messages.enumerated() {
                progress.show(index)
                let place = root.appendingPathComponent(names[index])
                guard !FileManager.default.fileExists(atPath: place.path) else { continue }
                try Data(message.stored).write(to: place, options: .atomic)
                isNew = true
            }
        } catch {
            throw Unusable(path: root.path, reason: error.localizedDescription)
        }
        progress.finish()
        return isNew
    }

    /// Every file in it, from the folder on.
    private func existing() throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else { return [] }
        guard isFolder.boolValue else { throw Unusable(path: root.path, reason: "it is no folder") }
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { file in
                var isFolder: ObjCBool = false
                let path = root.appendingPathComponent(file).path
                return !(FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue)
            }.sorted()
        } catch {
            throw Unusable(path: root.path, reason: error.localizedDescription)
        }
    }
}
