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
        "invoice_received", "general",
    ]

    @Test func areWithoutMistakes() throws {
        let catalogue = try TemplateCatalogue.load(folder: shippedFolder)
        #expect(catalogue.names == Set(Self.names))
    }

    @Test(arguments: names, Language.allCases)
    func areCompleteLetters(name: TemplateName, language: Language) throws {
        let catalogue = try TemplateCatalogue.load(folder: shippedFolder)
        for courtesy in Courtesy.allCases {
            for customer in ["Erika Mustermann", nil] {
                for priority in Priority.allCases {
                    for subject in ["Reklamation Charge 4711", nil] {
                        let letter = try catalogue.render(
                            name, in: language,
                            values: values(name: customer, subject: subject, priority: priority, courtesy: courtesy))
                        #expect(letter.subject.hasPrefix("Auto: "))
                        #expect(letter.subject.contains("[HB-261122-7KQ4]"))
                        #expect(letter.text.contains("HB-261122-7KQ4"))
                        #expect(letter.text.contains("Happy Buttons GmbH"))
                        #expect(letter.text.contains("support@buttons.test"))
                        #expect(
                            letter.text.contains(
                                customer ?? (language == .german ? "Damen und Herren" : "Dear Sir or Madam")))
                        #expect(!letter.text.hasPrefix("\n"))
                        for text in [letter.subject, letter.text, letter.html ?? ""] {
                            #expect(
                                !text.contains("{{") && !text.contains("\n\n\n") && !text.contains("„“")
                                    && !text.contains("“”"))
                            #expect(!text.contains(" ,") && !text.contains(" ."))
                        }
                    }
                }
            }
        }
    }
}
