import Foundation

/// Where the shipped configuration, rules and templates are.
enum SampleFolder {
    /// `named`, or `../share/mailroom` beside the program, or the source tree it was built in.
    static func find(_ named: String?) -> URL? {
        if let named {
            let url = URL(fileURLWithPath: named, isDirectory: true)
            return holdsSamples(url) ? url : nil
        }
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let installed = program.deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("share/mailroom")
        var places = [installed]
        var folder = program.deletingLastPathComponent()
        while folder.path != "/" {
            places.append(folder)
            folder.deleteLastPathComponent()
        }
        return places.first(where: holdsSamples)
    }

    private static func holdsSamples(_ folder: URL) -> Bool {
        ["config/mailroom.yaml", "config/templates/en", "rules/main.yaml"].allSatisfy {
            FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path)
        }
    }
}
