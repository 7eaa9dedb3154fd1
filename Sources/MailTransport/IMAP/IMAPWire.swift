import CLibEtPan
import MailRouting

/// The one owner of a libetpan `mailimap *`: writes the command lines we made and lets libetpan parse the answers.
///
/// libetpan's own command functions are not used: they do not check strings for line breaks, convert line ends while
/// appending, and hide the response code. What they would give back lies in the response info either way.
/// Used on the session's thread only.
final class IMAPWire {
    /// The tagged end of an answer.
    struct Reply {
        let isOK: Bool
        let code: ResponseCode?
        /// The server's own line, without the tag.
        let line: String

        /// The server says "not now": by its response code, or as large hosts do that have none for it.
        var meansLater: Bool { code?.meansLater ?? false || RetryHint.backoff(in: line) != nil }
    }

    enum Greeting {
        case unauthenticated, preauthenticated
    }

    let handle: UnsafeMutablePointer<mailimap>
    let connection: MailStreamConnection
    private let stream: UnsafeMutablePointer<mailstream>
    /// The command on the way, for faults.
    private(set) var command = "greeting"

    init(over connection: MailStreamConnection) throws(StreamFault) {
        guard let handle = mailimap_new(0, nil) else {
            throw StreamFault(endpoint: connection.endpoint, step: .connect, cause: .memory, text: "no memory")
        }
        do {
            stream = try connection.makeMailstream().assumingMemoryBound(to: mailstream.self)
        } catch {
            mailimap_free(handle)
            throw error
        }
        self.handle = handle
        self.connection = connection
    }

    deinit {
        // mailimap_free says LOGOUT and waits for the answer; on a cancelled stream it gives up at once.
        connection.canceller.cancel()
        if handle.pointee.imap_stream == nil { mailstream_close(stream) }
        mailimap_free(handle)
    }

    /// Reads the greeting (RFC 9051 section 7.1).
    func greet() throws(IMAPFault) -> Greeting {
        let result = mailimap_connect(handle, stream)
        switch Int(result) {
        case MAILIMAP_NO_ERROR_AUTHENTICATED: return .preauthenticated
        case MAILIMAP_NO_ERROR_NON_AUTHENTICATED: return .unauthenticated
        case MAILIMAP_ERROR_DONT_ACCEPT_CONNECTION: throw goodbye() ?? fault(.disconnected, ends: true)
        default: throw failure(result)
        }
    }

    /// Sends a command and parses everything up to its tagged end. NO is an answer, not a failure.
    func ask(_ command: IMAPCommand) throws(IMAPFault) -> Reply {
        try send(command)
        try readLine()
        return try parse()
    }

    /// Sends a tagged command without waiting for an answer.
    func send(_ command: IMAPCommand) throws(IMAPFault) {
        self.command = command.name
        let result = mailimap_send_current_tag(handle)
        guard Int(result) == MAILIMAP_NO_ERROR else { throw failure(result) }
        try write(line: command.line)
    }

    /// Writes a line of our own, with CRLF: the command itself, DONE, a SASL response.
    func write(line: [UInt8]) throws(IMAPFault) {
        let bytes = line + [0x0D, 0x0A]
        guard mailstream_write(stream, bytes, bytes.count) == bytes.count, mailstream_flush(stream) == 0 else {
            throw failure(Int32(MAILIMAP_ERROR_STREAM))
        }
    }

    /// Writes the octets of a literal as they are. (libetpan's append would turn a lone LF into CRLF.)
    ///
    /// When they cannot be read back the server is left waiting for the rest, and appends nothing.
    func write(literal content: MessageContent) throws(IMAPFault) {
        var reader = ContentReader(content)
        while true {
            let piece: ArraySlice<UInt8>?
            do { piece = try reader.next() } catch { throw fault(.spool(error), ends: true) }
            guard let piece else { return }
            do { try connection.write(piece) } catch { throw fault(.stream(error), ends: true) }
        }
    }

    /// Waits for `+` (RFC 9051 section 7.6) and hands over the lines that came before it. Nil: go on; else the server
    /// ended the command. libetpan would lose those lines, or wait for ever.
    func awaitContinuation(_ untagged: (Substring) -> Void = { _ in }) throws(IMAPFault) -> Reply? {
        while true {
            try readLine()
            let line = bufferedText
            if line.hasPrefix("+") { return nil }
            guard line.hasPrefix("* ") else { return try parse() }
            if let goodbye = goodbye() { throw goodbye }
            // A literal here would need the parser, and no server sends mail in the middle of this.
            guard !line.hasSuffix("}") else { throw fault(.malformed, ends: true) }
            untagged(line[...])
        }
    }

    /// Waits for the next line and keeps it for ``parse()``.
    func readLine() throws(IMAPFault) {
        guard mailimap_read_line(handle) != nil else { throw failure(Int32(MAILIMAP_ERROR_STREAM)) }
    }

    /// Parses an answer whose first line was read, to its tagged end.
    func parse() throws(IMAPFault) -> Reply {
        var response: UnsafeMutablePointer<mailimap_response>?
        let result = mailimap_parse_response(handle, &response)
        guard Int(result) == MAILIMAP_NO_ERROR, let response else { throw failure(result) }
        defer { mailimap_response_free(response) }
        guard let done = response.pointee.rsp_resp_done, Int(done.pointee.rsp_type) == MAILIMAP_RESP_DONE_TYPE_TAGGED,
            let state = done.pointee.rsp_data.rsp_tagged?.pointee.rsp_cond_state
        else { throw fault(.malformed, ends: true) }
        let isOK = Int(state.pointee.rsp_type) == MAILIMAP_RESP_COND_STATE_OK
        let code = responseCode(of: state.pointee.rsp_text?.pointee.rsp_code)
        let text = copiedText(state.pointee.rsp_text?.pointee.rsp_text) ?? ""
        return Reply(isOK: isOK, code: code, line: "\(isOK ? "OK" : "NO") \(code.map { "[\($0)] " } ?? "")\(text)")
    }

    /// What the last answer brought besides its tagged end; valid until the next command.
    var info: UnsafeMutablePointer<mailimap_response_info>? { handle.pointee.imap_response_info }

    /// The buffered line, or everything read of an answer so far, without its last CRLF.
    var bufferedText: String {
        guard let buffer = handle.pointee.imap_stream_buffer, let text = buffer.pointee.str else { return "" }
        let bytes = UnsafeRawBufferPointer(start: text, count: buffer.pointee.len)
        return String(decoding: bytes.trimmingLineEnd, as: UTF8.self)
    }

    // MARK: IDLE

    /// Moves what has arrived into the read buffer without waiting. False: the buffer is full, so read it.
    func drain() throws(IMAPFault) -> Bool {
        do {
            return try connection.drain(into: stream) != .full
        } catch {
            throw unread().first(where: { $0.hasPrefix("* BYE") }).map { fault(.disconnected, $0, ends: true) }
                ?? fault(.stream(error), ends: true)
        }
    }

    /// The complete lines in the read buffer, still unread.
    func unread() -> [String] {
        guard let start = stream.pointee.read_buffer, stream.pointee.read_buffer_len > 0 else { return [] }
        let bytes = UnsafeRawBufferPointer(start: start, count: stream.pointee.read_buffer_len)
        guard let end = bytes.lastIndex(of: 0x0A) else { return [] }
        return bytes[...end].split(separator: 0x0A).map { String(decoding: $0.trimmingLineEnd, as: UTF8.self) }
    }

    /// Drops the complete lines in the read buffer; the beginning of another stays.
    func dropUnreadLines() {
        guard let start = stream.pointee.read_buffer else { return }
        let bytes = UnsafeMutableRawBufferPointer(start: start, count: stream.pointee.read_buffer_len)
        guard let end = bytes.lastIndex(of: 0x0A) else { return }
        let rest = bytes.count - (end + 1)
        bytes.copyBytes(from: Array(bytes[(end + 1)...]))
        stream.pointee.read_buffer_len = rest
    }

    // MARK: Faults

    func fault(_ kind: IMAPFault.Kind, _ line: String? = nil, ends: Bool) -> IMAPFault {
        IMAPFault(
            endpoint: connection.endpoint, command: command, kind: kind, serverLine: line, endsConnection: ends)
    }

    /// The fault behind a libetpan error. All of these leave the dialogue in an unknown place.
    func failure(_ result: Int32) -> IMAPFault {
        switch Int(result) {
        case MAILIMAP_ERROR_PROTOCOL:
            let line = copiedText(handle.pointee.imap_response)
            let isLater = line.map { RetryHint.backoff(in: $0) != nil } ?? false
            return fault(isLater ? .throttled : .bad, line, ends: true)
        case MAILIMAP_ERROR_STREAM, MAILIMAP_ERROR_FATAL, MAILIMAP_ERROR_PARSE:
            if let goodbye = goodbye() { return goodbye }
            // libetpan also says "parse error" when the stream ended in the middle of an answer.
            if let stream = connection.lastFault(.read) { return fault(.stream(stream), ends: true) }
            return fault(.malformed, ends: true)
        default: return fault(.malformed, "libetpan error \(result)", ends: true)
        }
    }

    /// The server's BYE, if one is in what was read last.
    private func goodbye() -> IMAPFault? {
        for line in bufferedText.split(whereSeparator: \.isNewline) where line.uppercased().hasPrefix("* BYE") {
            let code = line.firstIndex(of: "[").flatMap { open in
                line.firstIndex(of: "]").map { line[line.index(after: open)..<$0] }
            }
            let isLater =
                code.map { ResponseCode(rawValue: String($0)).meansLater } ?? false
                || RetryHint.backoff(in: String(line)) != nil
            return fault(isLater ? .throttled : .disconnected, String(line), ends: true)
        }
        return nil
    }

    private func responseCode(of code: UnsafeMutablePointer<mailimap_resp_text_code>?) -> ResponseCode? {
        guard let code else { return nil }
        switch Int(code.pointee.rc_type) {
        case MAILIMAP_RESP_TEXT_CODE_TRY_CREATE: return .tryCreate
        // The name itself has just been handed to the response info.
        case MAILIMAP_RESP_TEXT_CODE_OTHER: return copiedText(info?.pointee.rsp_atom).map(ResponseCode.init(guarded:))
        default: return nil
        }
    }
}

extension BidirectionalCollection<UInt8> {
    /// Without a CR LF at the end.
    fileprivate var trimmingLineEnd: SubSequence {
        var end = endIndex
        while end > startIndex, case let before = index(before: end), self[before] == 0x0D || self[before] == 0x0A {
            end = before
        }
        return self[..<end]
    }
}
