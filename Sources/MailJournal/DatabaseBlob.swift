import Foundation
import GRDB

/// Octets as SQLite keeps them, without a detour through text.
struct DatabaseBlob: DatabaseValueConvertible {
    let bytes: [UInt8]
    init(_ bytes: [UInt8]) { self.bytes = bytes }
    var databaseValue: DatabaseValue { Data(bytes).databaseValue }
    static func fromDatabaseValue(_ value: DatabaseValue) -> DatabaseBlob? {
        Data.fromDatabaseValue(value).map { DatabaseBlob([UInt8]($0)) }
    }
}
