import Foundation
import MailRouting

/// Searches files for an address, octet by octet, in bounded memory.
struct FileSearch {
    struct Findings {
        struct Finding: Equatable {
            let path: String
            let count: Int
        }
        var all: [Finding] = []
        var files = 0
        var octets = 0
    }
    private let mention: AddressMention

    /// Octets looked at together.
    private static let piece = 1 << 20

    init(_ mention: AddressMention) { self.mention = mention }

    /// In regular files, and in those of folders; links are not followed.
    func findings(in places: [String]) throws -> Findings {
        var findings = Findings()
        for place in places {
            let root = URL(fileURLWithPath: place)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder) else { continue }
            let names =
                isFolder.boolValue
                ? FileManager.default.enumerator(atPath: place)?.compactMap { $0 as? String }.sorted() ?? [] : [""]
            for name in names {
                let url = name.isEmpty ? root : root.appendingPathComponent(name)
                guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
                let (count, octets) = try look(at: url)
                findings.files += 1
                findings.octets += octets
                if count > 0 { findings.all.append(Findings.Finding(path: url.path, count: count)) }
            }
        }
        return findings
    }

    /// Pieces overlap by twice the length, so that an address across two is found in one of them.
    private func look(at url: URL) throws -> (count: Int, octets: Int) {
        let file = try FileHandle(forReadingFrom: url)
        let overlap = mention.spelling.utf8.count * 2
        var (count, octets) = (0, 0)
        var rest: [UInt8] = []
        while let data = try file.read(upToCount: Self.piece), !data.isEmpty {
            octets += data.count
            let bytes = rest + data
            count += mention.count(in: bytes)
            // What was counted wholly within the overlap would be counted again.
            rest = Array(bytes.suffix(overlap))
            count -= mention.count(in: rest)
        }
        return (count + mention.count(in: rest), octets)
    }
}
