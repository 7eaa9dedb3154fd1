/// Where the files that ship with the package are.
enum Repository {
    static func path(_ relative: String, file: StaticString = #filePath) -> String {
        let parts = "\(file)".split(separator: "/").dropLast(3)
        return "/" + (parts + relative.split(separator: "/")).joined(separator: "/")
    }
}
