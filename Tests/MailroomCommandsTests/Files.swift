import Foundation

/// Where the files that ship with the package are.
enum Repository {
    static func path(_ relative: String, file: StaticString = #filePath) -> String {
        let parts = "\(file)".split(separator: "/").dropLast(3)
        return "/" + (parts + relative.split(separator: "/")).joined(separator: "/")
    }
}

/// Calls `body` with a new folder that holds `files` and is gone afterwards.
func withFolder<Result>(
    _ files: [String: String] = [:], _ body: (_ folder: String) async throws -> Result
) async throws -> Result {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent("mailroom-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files {
        let file = root.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }
    return try await body(root.path)
}

/// Calls `write` with a file to write to and returns what was written.
func written(_ write: (FileHandle) async throws -> Void) async throws -> String {
    try await withFolder(["output": ""]) { folder in
        let path = "\(folder)/output"
        guard let handle = FileHandle(forWritingAtPath: path) else { throw CocoaError(.fileNoSuchFile) }
        try await write(handle)
        try handle.close()
        return try String(contentsOfFile: path, encoding: .utf8)
    }
}
