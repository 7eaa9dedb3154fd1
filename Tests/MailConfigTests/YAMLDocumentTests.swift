import MailRouting
import Testing

@testable import MailConfig

@Suite struct YAMLDocumentTests {
    @Test func keepsPlacesOfNodes() throws {
        let node = try parsed("a: 1\nb: [x, \"y\"]\n")
        guard case .mapping(let entries) = node.content, case .sequence(let items) = entries[1].value.content else {
            Issue.record("not the expected shape")
            return
        }
        #expect(entries[0].value.integer == 1)
        #expect(items.map(\.location.column) == [5, 8])
        #expect(items.map(\.length) == [1, 3])
        #expect(items.map(\.isPlain) == [true, false])
    }
}

func parsed(_ yaml: String) throws(Diagnostics) -> YAMLNode {
    let reading = Reading()
    let text = SourceText(file: "t.yaml", bytes: Array(yaml.utf8))
    reading.add(text)
    return try reading.finish(YAMLDocument.root(of: text, reading))
}
