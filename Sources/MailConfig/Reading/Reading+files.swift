import MailRouting

extension Reading {
    /// The root of the YAML file at `path`; findings in it say `name`.
    func yaml(at path: String, shownAs name: String) -> (text: SourceText, root: YAMLNode)? {
        guard let text = text(at: path, shownAs: name), let root = YAMLDocument.root(of: text, self) else { return nil }
        return (text, root)
    }

    /// The text of the file at `path`; one that cannot be read is reported at its own first line, or at the node that
    /// names it.
    func text(at path: String, shownAs name: String, namedBy node: YAMLNode? = nil) -> SourceText? {
        do {
            let bytes = try replacements[name] ?? RegularFile(path, limit: Limits.fileBytes).bytes
            let text = SourceText(file: name, bytes: bytes)
            add(text)
            return text
        } catch {
            let place = node?.location ?? SourceLocation(file: name, line: 1)
            report(at: place, length: node?.length ?? 1, "cannot use \(name): \(error)")
            return nil
        }
    }
}
