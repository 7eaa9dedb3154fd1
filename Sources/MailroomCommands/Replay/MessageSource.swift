/// The messages behind the paths a verb was given, in a stable order: files, folders, mbox files, Maildirs, `-`.
///
/// Folders are walked when their turn comes and files are opened by whoever reads them, so that memory grows with the
/// depth of a folder and the longest list of names, not with the collection.
struct MessageSource {
    struct Item: Sendable {
        /// The path as reports show it; the second message of an mbox is `path#2`.
        let file: String
        let content: Content
    }

    enum Content: Sendable {
        /// A file that holds one message, yet to be read.
        case file(SourcePath)
        case head(MessageHead)
        case unreadable(String)

        func head() -> Result<MessageHead, UnreadableMessage> {
            switch self {
            case .head(let head): return .success(head)
            case .unreadable(let reason): return .failure(UnreadableMessage(reason: reason))
            case .file(let path):
                do throws(ReadFault) {
                    var head = try MessageHead(of: InputFile(path))
                    head.file = path
                    return .success(head)
                } catch {
                    return .failure(UnreadableMessage(reason: "cannot read: \(error)"))
                }
            }
        }
    }

    private enum Pending {
        case named(SourcePath)
        case folder(Folder)
        case mbox(String, MboxReader, count: Int)
    }

    /// A folder half walked.
    private struct Folder {
        let path: SourcePath
        let listing: FolderListing
        /// Of a Maildir: what has arrived, and its subfolders, which begin with a dot. `tmp` is mail half written.
        let isMaildir: Bool
        /// `cur` or `new` of a Maildir: every file is one message.
        let holdsMessages: Bool
    }

    /// A stack: the last is next.
    private var pending: [Pending]

    private let kept: Int

    /// - Parameters:
    ///   - paths: as given on the command line; `-` is standard input.
    ///   - kept: How many octets are kept of a message that cannot be read again.
    init(_ paths: [String], keeping kept: Int = MessageHead.limit) {
        self.kept = kept
        pending = paths.reversed().map { .named(SourcePath($0)) }
    }

    /// The next message, or the next thing that could not be read; nil at the end.
    mutating func next() -> Item? {
        while let last = pending.popLast() {
            switch last {
            case .named(let path) where path == SourcePath("-"):
                if let item = open(InputFile.standardInput, as: "-") { return item }
            case .named(let path): if let item = take(path) { return item }
            case .folder(let folder):
                guard let entry = folder.listing.next() else { continue }
                pending.append(.folder(folder))
                if let item = take(entry, of: folder) { return item }
            case .mbox(let file, let reader, let count): if let item = message(count, of: reader, file) { return item }
            }
        }
        return nil
    }

    /// What was named on the command line.
    private mutating func take(_ path: SourcePath) -> Item? {
        switch path.kind() {
        case .failure(let fault): return Item(file: path.shown, content: .unreadable("cannot read: \(fault)"))
        case .success(.folder): return enter(path)
        case .success(.file): return open(path, isRegular: true)
        case .success(.other): return open(path, isRegular: false)
        }
    }

    /// What was found in a folder.
    private mutating func take(_ entry: FolderListing.Entry, of folder: Folder) -> Item? {
        let isHidden = entry.name.first == UInt8(ascii: ".")
        let isMail = Self.maildirFolders.contains(entry.name)
        guard folder.isMaildir ? isHidden || isMail : !isHidden else { return nil }
        let path = folder.path.appending(entry.name)
        switch entry.kind.map({ .success($0) }) ?? path.kind() {
        // A link inside a folder may lead back into it.
        case .success(.folder):
            return entry.kind == nil && path.isLink() ? nil : enter(path, holdsMessages: folder.isMaildir && isMail)
        // The dot files of a Maildir are its server's own.
        case _ where folder.isMaildir: return nil
        case .success(.file) where folder.holdsMessages: return Item(file: path.shown, content: .file(path))
        case .success(.file): return open(path, isRegular: true)
        case .success(.other):
            return Item(file: path.shown, content: .unreadable("cannot read: it is no regular file"))
        case .failure(let fault): return Item(file: path.shown, content: .unreadable("cannot read: \(fault)"))
        }
    }

    private mutating func open(_ path: SourcePath, isRegular: Bool) -> Item? {
        if isRegular, path.hasSuffix(".eml") {
            return Item(file: path.shown, content: .file(path))
        }
        do throws(ReadFault) {
            return open(try InputFile(path), as: path.shown, path)
        } catch {
            return Item(file: path.shown, content: .unreadable("cannot read: \(error)"))
        }
    }

    /// A file that may be an mbox; its first line tells.
    private mutating func open(_ file: InputFile, as name: String, _ path: SourcePath? = nil) -> Item? {
        let reader = MboxReader(file, keeping: kept)
        do throws(ReadFault) {
            if try reader.isMbox() {
                pending.append(.mbox(name, reader, count: 1))
                return nil
            }
            if let path, file.size != nil { return Item(file: name, content: .file(path)) }
            return Item(file: name, content: .head(try reader.single()))
        } catch {
            return Item(file: name, content: .unreadable("cannot read: \(error)"))
        }
    }

    private mutating func message(_ count: Int, of reader: MboxReader, _ file: String) -> Item? {
        let name = count == 1 ? file : "\(file)#\(count)"
        do throws(ReadFault) {
            guard let head = try reader.next() else { return nil }
            pending.append(.mbox(file, reader, count: count + 1))
            return Item(file: name, content: .head(head))
        } catch {
            return Item(file: name, content: .unreadable("cannot read: \(error)"))
        }
    }

    private mutating func enter(_ path: SourcePath, holdsMessages: Bool = false) -> Item? {
        do throws(ReadFault) {
            let listing = try FolderListing(of: path)
            let isMaildir = listing.contains("cur") && listing.contains("new")
            pending.append(
                .folder(Folder(path: path, listing: listing, isMaildir: isMaildir, holdsMessages: holdsMessages)))
            return nil
        } catch {
            return Item(file: path.shown, content: .unreadable("cannot read: \(error)"))
        }
    }

    private static let maildirFolders = [Array("cur".utf8), Array("new".utf8)]
}

/// Why there is no message to decide about, for the report's `error`.
struct UnreadableMessage: Error, Sendable, Equatable {
    let reason: String
}
