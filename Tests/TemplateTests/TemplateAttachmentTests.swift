import Foundation
import MailConfig
import MailRouting
import Testing

@Suite struct TemplateAttachmentTests {
    @Test func goWithTheirLetterInTheOrderOfTheirNames() throws {
        let folder = try TemplateFolder.general([
            "de/general.attachments/b Preise.txt": "b", "de/general.attachments/a.pdf": "%PDF-1.7",
            "de/general.attachments/.hidden": "", "en/general.attachments/prices.txt": "p",
        ])
        let catalogue = try load(folder)
        #expect(
            catalogue.attachments(of: "general", in: .german) == [
                TemplateAttachment(fileName: "a.pdf", content: Array("%PDF-1.7".utf8)),
                TemplateAttachment(fileName: "b Preise.txt", content: Array("b".utf8)),
            ])
        #expect(catalogue.attachments(of: "general", in: .english).map(\.fileName) == ["prices.txt"])
        #expect(catalogue.attachments(of: "other", in: .german) == [])
    }

    @Test func areReportedWhenTheyCannotBeSent() throws {
        let folder = try TemplateFolder.general([
            "de/general.attachments/empty.txt": "", "de/general.attachments/folder/a.txt": "a",
            "de/general.attachments/large.bin": String(repeating: "x", count: 2_000_001),
            "de/general.attachments/line\nbreak.txt": "a", "en/generel.attachments/a.txt": "a",
        ])
        #expect(
            try findings(folder) == [
                "de/general.attachments/empty.txt:1:1: this attachment is empty",
                "de/general.attachments/folder:1:1: cannot attach this file: it is no regular file",
                "de/general.attachments/large.bin:1:1: cannot attach this file: it is larger than 2000000 octets",
                "de/general.attachments/line\nbreak.txt:1:1: a recipient cannot be shown this file name; "
                    + "use a plain, shorter name",
                "en/generel.attachments:1:1: these attachments belong to no letter: there is no "
                    + "en/generel.text.mustache; did you mean 'general'?",
            ])
    }

    @Test func areFewAndSmallTogether() throws {
        let many = (0..<9).map { ("de/general.attachments/\($0).txt", "x") }
        let large = (0..<3).map { ("en/general.attachments/\($0).txt", String(repeating: "x", count: 700_000)) }
        let folder = try TemplateFolder.general(Dictionary(uniqueKeysWithValues: many + large))
        #expect(
            try findings(folder) == [
                "de/general.attachments:1:1: 9 attachments to one letter; 8 are allowed; put a link into the letter instead",
                "en/general.attachments:1:1: the attachments of this letter are larger than 2000000 octets together; "
                    + "put a link into the letter instead",
            ])
    }
}
