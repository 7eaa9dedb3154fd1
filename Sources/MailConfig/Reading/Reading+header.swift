import MailRouting

/// What the server that receives our mail writes into headers.
extension Reading {
    /// The identifier a server signs Authentication-Results with (RFC 8601 section 2.5): mostly its host name.
    func authservID(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        guard text.utf8.count <= 255,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !";()\"=,".utf8.contains($0) })
        else {
            return expected(
                "the identifier of a server", node, suggestion: "it is the first word of Authentication-Results")
        }
        return text
    }

    /// The name of a header field: printable ASCII but the colon (RFC 5322 section 3.6.8).
    func fieldName(_ node: YAMLNode) -> String? {
        guard let text = text(node) else { return nil }
        guard text.utf8.count <= 76, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") })
        else {
            return expected("the name of a header field", node, suggestion: "such as X-Spam-Flag, without a colon")
        }
        return text
    }
}
