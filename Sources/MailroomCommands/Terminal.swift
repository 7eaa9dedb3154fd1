import Foundation

/// Writing to standard error, where notices and errors go so that standard output stays data.
enum Terminal {
    /// Writes one line to standard error.
    static func note(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
