import Foundation
import MailConfig
import MailRouting
import Testing

/// A folder of templates that goes away with the test.
final class TemplateFolder {
    let path: String

    init(_ files: [String: String]) throws {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
        path = root.path
        for (name, text) in files {
            let file = root.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// One template in both languages, with the same part replaced in both.
    static func general(_ changes: [String: String] = [:]) throws -> TemplateFolder {
        var files: [String: String] = [:]
        for language in ["de", "en"] {
            files["\(language)/general.subject.mustache"] = "Auto: {{subject}} [{{ticket}}]\n"
            files["\(language)/general.text.mustache"] = "{{customer_name}}: {{subject}}\n"
        }
        return try TemplateFolder(files.merging(changes) { $1 })
    }
}

func load(_ folder: TemplateFolder) throws -> TemplateCatalogue {
    try withExtendedLifetime(folder) { try TemplateCatalogue.load(folder: folder.path) }
}

/// The findings of loading a folder, without its own path.
func findings(_ folder: TemplateFolder) throws -> [String] {
    do {
        _ = try load(folder)
        return []
    } catch let error as Diagnostics {
        return error.all.map {
            let file = $0.location.file.replacing(folder.path + "/", with: "")
            return "\(file):\($0.location.line):\($0.location.column): \($0.message)"
                + ($0.suggestion.map { "; \($0)" } ?? "")
        }
    }
}

@Suite struct TemplateCatalogueTests {
    @Test(arguments: [
        ("{{custmer_name}}", ["1:1: unknown variable 'custmer_name'; did you mean 'customer_name'?"]),
        ("ä{{#royal}}\nx", ["1:2: the section 'royal' is not closed; add '{{/royal}}'"]),
        ("x{{/royal}}", ["1:2: no section 'royal' is open here"]),
        ("{{#royal}}{{#urgent}}{{/royal}}", ["1:22: the section 'urgent' from line 1 is still open"]),
        ("a\n b {{ticket", ["2:4: '{{' is not closed; add '}}'"]),
        ("{{{subject}}}", ["1:1: 'subject' would be written without escaping; write {{subject}}"]),
        ("{{&subject}}", ["1:1: 'subject' would be written without escaping; write {{subject}}"]),
        ("{{=<% %>=}}", ["1:1: the tag '{{=' has no use in these templates"]),
        ("{{royal}}", ["1:1: 'royal' is a condition; write {{#royal}}…{{/royal}}"]),
        ("{{#ticket}}{{/ticket}}", ["1:1: 'ticket' is no condition: it always has a value"]),
        (
            "{{> signatur}}",
            [
                "1:1: unknown partial 'signatur': there is no de/partials/signatur.text.mustache; did you mean 'signature'?"
            ]
        ),
        ("{{!a comment}}{{# royal }}{{/ royal}}{{> signature }}", []),
    ])
    func pointsAtEveryMistakeInATemplate(text: String, expected: [String]) throws {
        let folder = try TemplateFolder.general([
            "de/general.text.mustache": text, "de/partials/signature.text.mustache": "S\n",
        ])
        #expect(try findings(folder) == expected.map { "de/general.text.mustache:\($0)" })
    }

    @Test func namesWhatIsMissingBetweenFiles() throws {
        let folder = try TemplateFolder([
            "de/a.subject.mustache": "Auto: a", "de/a.text.mustache": "a", "de/a.html.mustache": "a",
            "en/a.subject.mustache": "a", "en/a.txt.mustache": "a", "en/README.md": "ignored",
            "de/partials/x.text.mustache": "{{> y}}", "de/partials/y.text.mustache": "{{> x}}",
        ])
        #expect(
            try findings(folder) == [
                "de/partials/x.text.mustache:1:1: the partial 'x' would contain itself",
                "de/partials/y.text.mustache:1:1: the partial 'y' would contain itself",
                "en/a.subject.mustache:1:1: the template 'a' has no en/a.text.mustache",
                "en/a.subject.mustache:1:1: the template 'a' has no en/a.html.mustache",
                "en/a.subject.mustache:1:1: the subject does not begin with 'Auto: '",
                "en/a.txt.mustache:1:1: no template is called 'a.txt.mustache'; "
                    + "name it <name>.subject.mustache, <name>.text.mustache or <name>.html.mustache",
            ])
    }

    @Test func reportsAFolderThatIsNotThere() throws {
        let folder = try TemplateFolder(["de/a.subject.mustache": "Auto: a", "de/a.text.mustache": "a"])
        #expect(try findings(folder).contains { $0.hasPrefix("en:1:1: cannot read this folder") })
    }

    @Test func neverInterpretsValues() throws {
        let folder = try TemplateFolder.general([
            "de/general.html.mustache": "<p title=\"{{subject}}\">{{customer_name}}</p>",
            "en/general.html.mustache": "-",
        ])
        let catalogue = try load(folder)
        let letter = try catalogue.render(
            "general", in: .german,
            values: values(
                name: "O'Neill & Söhne",
                subject: "<\u{301}i>{{#royal}}\" {{> signature}}\r\nBcc: {{ticket}}\u{0}\u{202E}"))
        #expect(letter.subject == "Auto: <\u{301}i>{{#royal}}\" {{> signature}} Bcc: {{ticket}} [HB-261122-7KQ4]")
        #expect(letter.text == "O'Neill & Söhne: <\u{301}i>{{#royal}}\" {{> signature}} Bcc: {{ticket}}\n")
        #expect(
            letter.html == "<p title=\"&lt;\u{301}i&gt;{{#royal}}&quot; {{&gt; signature}} Bcc: {{ticket}}\">"
                + "O&#39;Neill &amp; Söhne</p>")
    }

    @Test func shortensValuesBetweenGraphemes() throws {
        let catalogue = try load(TemplateFolder.general())
        let family = "👨‍👩‍👧‍👦"
        let letter = try catalogue.render(
            "general", in: .english, values: values(subject: String(repeating: family, count: 1000)))
        #expect(letter.subject == "Auto: " + String(repeating: family, count: 119 / 7) + "… [HB-261122-7KQ4]")
    }

    @Test(arguments: [
        ("Erika Mustermann", "Erika Mustermann"), ("Dr. K.-H. Müller", "Dr. K.-H. Müller"), ("李", "李"),
        ("Jean-Luc O’Neill", "Jean-Luc O’Neill"), ("Dipl.-Ing. Anna Groß", "Dipl.-Ing. Anna Groß"),
        ("Müller & Söhne", "Müller & Söhne"), ("  Erika\r\nMustermann ", "Erika Mustermann"),
        ("Mustermann, Erika", nil), ("erika@customer.example", nil), ("www.customer.example", nil), ("", nil),
        ("\u{200B}\u{202E}", nil), ("4711", nil), ("-", nil), ("<script>alert(1)</script>", nil), ("{{ticket}}", nil),
        ("\u{FFFD}rika", nil), ("\"\"", nil), ("🎉 Gewinn 🎉", nil), ("http://x", nil),
        (String(repeating: "Anna ", count: 100), nil),
    ])
    func addressesPeopleByNamesOnly(name: String, salutation: String?) throws {
        let folder = try TemplateFolder.general([
            "de/general.text.mustache": "{{#customer_name}}Guten Tag {{customer_name}}{{/customer_name}}"
                + "{{^customer_name}}Sehr geehrte {{customer_name}}{{/customer_name}}"
        ])
        let letter = try load(folder).render("general", in: .german, values: values(name: name))
        #expect(letter.text == (salutation.map { "Guten Tag \($0)" } ?? "Sehr geehrte Damen und Herren"))
    }

    @Test func saysSomethingNeutralWhereAValueIsMissing() throws {
        let folder = try TemplateFolder.general()
        let catalogue = try load(folder)
        let german = try catalogue.render("general", in: .german, values: values(name: nil, subject: "\r\n"))
        let english = try catalogue.render("general", in: .english, values: values(name: " ", subject: nil))
        #expect(german.text == "Damen und Herren: ohne Betreff\n")
        #expect(english.text == "Sir or Madam: no subject\n")
        #expect(english.subject == "Auto: no subject [HB-261122-7KQ4]")
    }

    @Test func pointsAtControlCharacters() throws {
        let folder = try TemplateFolder.general(["de/general.text.mustache": "a\tb\n c\u{1E}d\u{85}\n"])
        #expect(
            try findings(folder) == [
                "de/general.text.mustache:2:3: the control character U+001E has no place in a letter",
                "de/general.text.mustache:2:5: the control character U+0085 has no place in a letter",
            ])
    }

    @Test func takesTheSignatureOfTheDepartment() throws {
        let files = ["signature", "signature-support"].map { ("de/partials/\($0).text.mustache", "-- \($0)\n") }
        let folder = try TemplateFolder.general(
            Dictionary(uniqueKeysWithValues: files + [("de/general.text.mustache", "x\n{{> signature}}\n")]))
        let catalogue = try load(folder)
        let own = try catalogue.render("general", in: .german, values: values(department: "support"))
        let common = try catalogue.render("general", in: .german, values: values(department: "sales"))
        #expect(own.text == "x\n-- signature-support\n")
        #expect(common.text == "x\n-- signature\n")
    }

    @Test func refusesAnUnknownTemplate() throws {
        let catalogue = try load(TemplateFolder.general())
        #expect(!catalogue.contains("other"))
        #expect(throws: UnknownTemplate(name: "other")) { try catalogue.render("other", in: .german, values: values()) }
    }
}
