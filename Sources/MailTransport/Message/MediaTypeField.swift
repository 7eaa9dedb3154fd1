import CGMime
import MailRouting

/// A Content-Type value (RFC 2045 section 5.1).
enum MediaTypeField {
    /// Nil when there is no media type in it.
    static func parse(_ value: ArraySlice<UInt8>) -> MediaType? {
        guard let type = Array(value).withCString({ cgmime_media_type_parse($0) }) else { return nil }
        defer { cgmime_media_type_free(type) }
        var parameters: [String: String] = [:]
        for index in 0..<min(cgmime_media_type_parameter_count(type), Limits.parameters) {
            guard let name = cgmime_media_type_parameter_name(type, index),
                let value = cgmime_media_type_parameter_value(type, index)
            else { continue }
            let key = String(cString: name).lowercased()
            if parameters[key] == nil { parameters[key] = String(cString: value) }
        }
        return MediaType(
            type: String(cString: cgmime_media_type_type(type)),
            subtype: String(cString: cgmime_media_type_subtype(type)), parameters: parameters)
    }
}
