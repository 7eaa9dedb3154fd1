import ArgumentParser
import MailRouting

/// The address of a person on the command line.
enum PersonAddress {
    static func read(_ text: String) throws -> Address {
        guard let address = Address(text), address.domain.contains(".") else {
            throw ValidationError(
                "'\(OneLine.of(text, scalars: 60))' is no address; write one such as ann@customer.example")
        }
        return address
    }
}
