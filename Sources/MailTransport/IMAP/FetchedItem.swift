import CLibEtPan
import MailRouting

/// The items of one FETCH response (RFC 9051 section 7.5.2), copied out of libetpan once.
struct FetchedItem {
    var uid: UID?
    var flags: [String]?
    var internalDate: Instant?
    var size: UInt32?
    var header: [UInt8]?
    var text: [UInt8]?
    /// A piece of BODY[].
    var body: [UInt8]?

    init(_ attributes: UnsafeMutablePointer<mailimap_msg_att>) {
        for item in EtPanList(attributes.pointee.att_list, of: mailimap_msg_att_item.self) {
            switch Int(item.pointee.att_type) {
            case MAILIMAP_MSG_ATT_ITEM_DYNAMIC: takeFlags(item.pointee.att_data.att_dyn)
            case MAILIMAP_MSG_ATT_ITEM_STATIC: item.pointee.att_data.att_static.map { take($0.pointee) }
            default: break
            }
        }
    }

    /// Adds what another response said about the same message; a server may split them.
    mutating func merge(_ other: FetchedItem) {
        flags = other.flags ?? flags
        internalDate = internalDate ?? other.internalDate
        size = size ?? other.size
        header = header ?? other.header
        text = text ?? other.text
        body = body ?? other.body
    }

    private mutating func takeFlags(_ dynamic: UnsafeMutablePointer<mailimap_msg_att_dynamic>?) {
        guard let dynamic else { return }
        flags = EtPanList(dynamic.pointee.att_list, of: mailimap_flag_fetch.self).compactMap {
            // \Recent has no flag of its own here: it says nothing to anyone else.
            $0.pointee.fl_flag?.pointee.text
        }
    }

    private mutating func take(_ item: mailimap_msg_att_static) {
        switch Int(item.att_type) {
        case MAILIMAP_MSG_ATT_UID: uid = UID(item.att_data.att_uid)
        case MAILIMAP_MSG_ATT_RFC822_SIZE: size = item.att_data.att_rfc822_size
        case MAILIMAP_MSG_ATT_INTERNALDATE:
            internalDate = item.att_data.att_internal_date.flatMap { InternalDate.instant(of: $0.pointee) }
        case MAILIMAP_MSG_ATT_BODY_SECTION: item.att_data.att_body_section.map { take($0.pointee) }
        default: break
        }
    }

    private mutating func take(_ section: mailimap_msg_att_body_section) {
        let bytes = section.sec_body_part.map { [UInt8](UnsafeRawBufferPointer(start: $0, count: section.sec_length)) }
        guard let specification = section.sec_section?.pointee.sec_spec else {
            body = bytes ?? []
            return
        }
        guard Int(specification.pointee.sec_type) == MAILIMAP_SECTION_SPEC_SECTION_MSGTEXT,
            let kind = specification.pointee.sec_data.sec_msgtext?.pointee.sec_type
        else { return }
        switch Int(kind) {
        case MAILIMAP_SECTION_MSGTEXT_HEADER: header = bytes ?? []
        case MAILIMAP_SECTION_MSGTEXT_TEXT: text = bytes ?? []
        default: break
        }
    }
}

/// Takes FETCH responses one by one as they are parsed, so that libetpan never holds more than one.
final class FetchCollector {
    private let wanted: Set<UID>
    private var items: [UID: FetchedItem] = [:]

    init(wanted: [UID]) { self.wanted = Set(wanted) }

    func take(_ item: FetchedItem) {
        // A server may speak about other messages at any time, and `n:*` always names the last one.
        guard let uid = item.uid, wanted.contains(uid) else { return }
        if items[uid]?.merge(item) == nil { items[uid] = item }
    }

    var sorted: [(uid: UID, item: FetchedItem)] {
        items.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension IMAPWire {
    /// Runs a FETCH, handing each response to `collector` while libetpan parses.
    func fetch(_ command: IMAPCommand, into collector: FetchCollector) throws(IMAPFault) -> Reply {
        // libetpan calls the handler only when a progress function is set too.
        mailimap_set_progress_callback(handle, { _, _, _ in }, { _, _, _ in }, nil)
        let context = Unmanaged.passUnretained(collector).toOpaque()
        mailimap_set_msg_att_handler(
            handle,
            { attributes, context in
                guard let attributes, let context else { return }
                Unmanaged<FetchCollector>.fromOpaque(context).takeUnretainedValue().take(FetchedItem(attributes))
            }, context)
        defer {
            mailimap_set_msg_att_handler(handle, nil, nil)
            mailimap_set_progress_callback(handle, nil, nil, nil)
        }
        return try withExtendedLifetime(collector) { () throws(IMAPFault) in try ask(command) }
    }
}
