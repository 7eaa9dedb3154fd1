import Glibc

/// The names in a folder, in the order of their bytes, given out one by one.
///
/// Folders of mail hold a million messages, so a name costs its bytes and a few more, and what the folder says of an
/// entry's kind is kept, so that files need not be asked. An object, because a copy would be as large as the folder.
final class FolderListing {
    struct Entry {
        let name: [UInt8]
        /// Nil when the folder does not say, or for a symbolic link.
        let kind: SourcePath.Kind?
    }

    /// Every name, ended by a NUL.
    private var names: [UInt8] = []
    /// Where each begins, and its kind; the last is next.
    private var places: [(start: Int, kind: UInt8)] = []

    init(of path: SourcePath) throws(ReadFault) {
        guard let folder = path.withCString({ opendir($0) }) else { throw .last() }
        defer { closedir(folder) }
        while true {
            errno = 0
            guard let entry = readdir(folder) else {
                if errno != 0 { throw .last() }
                break
            }
            let kind = entry.pointee.d_type
            withUnsafeBytes(of: &entry.pointee.d_name) { buffer in
                let name = buffer.prefix { $0 != 0 }
                if name.elementsEqual([dot]) || name.elementsEqual([dot, dot]) { return }
                places.append((names.count, kind))
                names += name
                names.append(0)
            }
        }
        names.withUnsafeBytes { names in
            // Each has its NUL within the names, so comparing ends there.
            guard let base = names.bindMemory(to: CChar.self).baseAddress else { return }
            places.sort { strcmp(base + $0.start, base + $1.start) > 0 }
        }
    }

    /// Whether an entry of this name is still to come.
    func contains(_ name: String) -> Bool { places.contains { self.name(at: $0.start).elementsEqual(name.utf8) } }

    private func name(at start: Int) -> ArraySlice<UInt8> {
        names[start..<(names[start...].firstIndex(of: 0) ?? names.endIndex)]
    }

    func next() -> Entry? {
        guard let place = places.popLast() else { return nil }
        let name = Array(name(at: place.start))
        switch Int(place.kind) {
        case Int(DT_REG): return Entry(name: name, kind: .file)
        case Int(DT_DIR): return Entry(name: name, kind: .folder)
        default: return Entry(name: name, kind: nil)
        }
    }
}

private let dot = UInt8(ascii: ".")
