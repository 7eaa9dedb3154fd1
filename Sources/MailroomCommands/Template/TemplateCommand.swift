import ArgumentParser
import MailRouting

/// `mailroom template`: what acknowledgements look like.
struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Lists the acknowledgement templates, and shows finished letters.",
        discussion: """
            EXAMPLES
              mailroom template list
              mailroom template preview quality_complaint --language de --courtesy royal
              mailroom template preview oem_order --message order.eml --output letter.eml
            """,
        subcommands: [TemplateList.self, TemplatePreview.self, TemplateMeasure.self]
    )
}
