import Dispatch
import Glibc

/// Rings when an entry of one of a set of folders changes: written, made, renamed, removed (inotify(7)).
///
/// It only wakes: what has changed, and whether it matters, is found out by looking. Folders are watched and not files,
/// because editors and orchestrators put new files in place of old ones, and a watched file would be the old one.
final class FolderWatch {
    private let descriptor: Int32
    private let source: any DispatchSourceRead
    private static let events = UInt32(
        IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF
            | IN_ATTRIB | IN_ONLYDIR)

    /// - Parameter ring: called on a queue of the watch's own.
    /// - Returns: nil when the kernel gives no more watchers; then there is only the poll.
    init?(ring: @escaping @Sendable () -> Void) {
        let opened = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        guard opened >= 0 else { return nil }
        descriptor = opened
        source = DispatchSource.makeReadSource(
            fileDescriptor: opened, queue: DispatchQueue(label: "mailroom.folders"))
        source.setEventHandler {
            // Only that there is something matters, so what the events say is thrown away.
            var buffer = [UInt8](repeating: 0, count: Limits.inotifyBuffer)
            while read(opened, &buffer, buffer.count) > 0 {}
            ring()
        }
        source.setCancelHandler { close(opened) }
        source.resume()
    }

    /// Watches these too. A folder that is watched already stays so; one that has gone was forgotten by the kernel.
    func add(_ folders: Set<String>) {
        // One that cannot be watched, or not any more, is what the poll is for.
        for folder in folders { _ = inotify_add_watch(descriptor, folder, Self.events) }
    }

    deinit { source.cancel() }
}
