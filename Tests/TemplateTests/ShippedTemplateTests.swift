import Foundation
import MailConfig
import MailRouting
import Testing

/// The templates in `config/templates`.
let shippedFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("config/templates").path

func values(
    name: String? = "Erika Mustermann", subject: String? = "Reklamation Charge 4711",
    department: DepartmentName = "support",
    priority: Priority = .normal, courtesy: Courtesy = .royal
) -> TemplateValues {
    TemplateValues(
        customerName: name, subject: subject, ticketReference: "HB-261122-7KQ4", department: department,
        sender: Address(displayName: "Happy Buttons Support", localPart: "support", domain: "buttons.test"),
        arrivedAt: Instant(seconds: 1_795_424_400), priority: priority, courtesy: courtesy)
}

@Suite struct ShippedTemplateTests {
    static let names: [TemplateName] = [
        "customer_inquiry", "oem_order", "quality_complaint", "supplier_update", "logistics_coordination",
        "internal_coordination", "invoice_received", "general",
    ]

    @Test func areWithoutMistakes() throws {
        let catalogue = try TemplateCatalogue.load(folder: shippedFolder)
        #expect(catalogue.names == Set(Self.names))
    }

    /// Every template, with every subset of the values that can be missing, in every way they can be missing.
    @Test(arguments: names, Language.allCases)
    func haveNoHoles(name: TemplateName, language: Language) throws {
        let catalogue = try TemplateCatalogue.load(folder: shippedFolder)
        for circumstances in Circumstances.all {
            let letter = try catalogue.render(name, in: language, values: circumstances.values)
            let context = "\(circumstances)"
            #expect(letter.subject.hasPrefix("Auto: ") && letter.subject.hasSuffix("[HB-261122-7KQ4]"), "\(context)")
            #expect(letter.text.contains("HB-261122-7KQ4"), "\(context)")
            #expect(letter.text.contains("Happy Buttons GmbH"), "\(context)")
            #expect(letter.text.contains("support@buttons.test"), "\(context)")
            let nobody = language == .german ? "Sehr geehrte Damen und Herren," : "Dear Sir or Madam,"
            if circumstances.hasName {
                #expect(letter.text.contains("Erika Mustermann,"), "\(context)")
            } else {
                #expect(letter.text.hasPrefix("\(nobody)\n\n"), "\(context)")
            }
            #expect(letter.text.contains("Reklamation 4711") == circumstances.hasSubject, "\(context)")
            let html = try #require(letter.html)
            for text in [letter.subject, letter.text, words(html)] {
                #expect(hole(in: text) == nil, "\(context): \(hole(in: text) ?? "")")
            }
            #expect(!html.contains("<p></p>") && !html.contains("<p>\n</p>"), "\(context)")
            #expect(words(html) == words(letter.text), "the HTML says something else: \(context)")
        }
    }

    /// Two levels of courtesy that differ, and no language in the other's letters.
    @Test(arguments: names) func areInTheirLanguageAndCourtesy(name: TemplateName) throws {
        let catalogue = try TemplateCatalogue.load(folder: shippedFolder)
        let marks: [Language: [String]] = [
            .german: ["Grüßen", " Sie ", "Hochachtung"], .english: ["regard", " you "],
        ]
        for language in Language.allCases {
            let letters = try Courtesy.allCases.map {
                try catalogue.render(name, in: language, values: values(name: nil, subject: nil, courtesy: $0)).text
            }
            #expect(Set(letters).count == 2)
            for letter in letters {
                for (other, words) in marks {
                    #expect(words.contains { letter.contains($0) } == (other == language), "\(letter)")
                }
            }
        }
    }

    /// What went missing.
    struct Circumstances: CustomStringConvertible {
        let name: String?
        let subject: String?
        let sender: String?
        let courtesy: Courtesy
        let priority: Priority
        var hasName: Bool { name == "Erika Mustermann" }
        var hasSubject: Bool { subject == "Reklamation 4711" }

        static var all: [Circumstances] {
            var all: [Circumstances] = []
            for name in ["Erika Mustermann", nil, "", " \u{202E}", "Mustermann, Erika", "\u{301}"] {
                for subject in ["Reklamation 4711", nil, "", "\r\n\t", "\u{200B}", "\u{301}\u{FE0F}"] {
                    for sender in ["Happy Buttons Support", nil, " "] {
                        for courtesy in Courtesy.allCases {
                            for priority in Priority.allCases {
                                all.append(
                                    Circumstances(
                                        name: name, subject: subject, sender: sender, courtesy: courtesy,
                                        priority: priority))
                            }
                        }
                    }
                }
            }
            return all
        }

        var values: TemplateValues {
            TemplateValues(
                customerName: name, subject: subject, ticketReference: "HB-261122-7KQ4", department: "warehouse",
                sender: Address(displayName: sender, localPart: "support", domain: "buttons.test"),
                arrivedAt: Instant(seconds: 1_795_424_400), priority: priority, courtesy: courtesy)
        }

        var description: String {
            "name \(name.debugDescription), subject \(subject.debugDescription), sender \(sender.debugDescription), "
                + "\(courtesy), \(priority.name)"
        }
    }
}

/// Where something is missing in a letter; nil when nothing is.
func hole(in text: String) -> String? {
    let holes = [
        "  ", "„“", "“”", "()", "[]", "<>", " ,", " .", " ;", " :", "„ ", " “.", ",,", ",.", "..", ":.", "\n\n\n", "{{",
        "}}",
        " \n", "\n ", "nil", "Optional", "\n.", "\n,",
    ]
    if text.hasPrefix("\n") || text.hasPrefix(" ") { return "at the beginning" }
    return holes.first { text.contains($0) }
}

/// The words of a text or of restrained HTML, each once separated by one space.
func words(_ text: String) -> String {
    var inside = false
    var plain = ""
    for character in text.replacing("<title>Happy Buttons GmbH</title>", with: "") {
        if character == "<" { inside = true }
        plain += inside ? (character == ">" ? " " : "") : String(character)
        if character == ">" { inside = false }
    }
    return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
