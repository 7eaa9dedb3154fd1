import MailRehearsal
import MailRouting

@testable import MailConfig

/// A small plan of a week; tests replace lines of it to make mistakes.
let simulationSample = """
    version: 1
    domain: buttons.example
    zone: Europe/Berlin
    german: 60
    windows: {morning: 08:00-12:00, afternoon: 13:00-17:00}
    week:
      monday:
        morning: {order: 2}
    senders:
      carmakers:
        companies: [{name: Carmaker, domain: carmaker.example}]
        sends: [order]
        priority: high
        frequency: daily
        role: {de: Einkauf, en: Purchasing}
    messages:
      order:
        to: [info, sales]
        expect: {department: sales, priority: high, template: oem_order}
        letters:
          - language: en
            subject: "Order {order_id}"
            text: "Please send {quantity} of {thing}."
      question:
        to: info
        expect: {department: info, priority: normal, template: none}
        letters:
          - {language: de, subject: Frage, text: "Guten Tag, {sender}", attach: pdf}
    values:
      thing: {de: [Knopf], en: [button]}
    people:
      de: [Anna Berger]
      en: [Emily Clarke]
    noise: {spam: 10}
    themes:
      normal: {}
      rush:
        everything: 50
        types: {order: 300}
        days: {monday: 200}
        stories:
          - message: order
            days:
              - {day: monday, de: Eins, en: One}
              - {day: tuesday, de: Zwei, en: Two}
    """

/// What `simulation.yaml` with this text says.
func decodeSimulation(_ yaml: String, allowing domains: [String] = []) throws(Diagnostics) -> SimulationPlan {
    let reading = Reading()
    let text = SourceText(file: "simulation.yaml", bytes: Array(yaml.utf8))
    reading.add(text)
    let root = YAMLDocument.root(of: text, reading)
    return try reading.finish(root.flatMap { SimulationDecoder($0, allowing: domains, reading).decode() })
}
