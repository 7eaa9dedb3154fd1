import CLibYAML

/// The one owner of a libyaml parser: bytes in, events out. No C type leaves this file.
///
/// The parser stores its own address and a pointer into the input, so both live on the heap, in place, until `deinit`.
final class YAMLEventStream {
    /// A place as libyaml counts: from 0, in code points.
    struct Mark {
        /// From the start of the input.
        let index: Int
        let line: Int
        let column: Int
    }

    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case scalar(String, isPlain: Bool), sequenceStart, sequenceEnd, mappingStart, mappingEnd, alias
    }

    struct Event {
        let kind: Kind
        let start: Mark
        let end: Mark
        var hasAnchor = false
        var hasTag = false
        /// A list or mapping in brackets.
        var isFlow = false
    }

    /// What libyaml found wrong, with the place it began reading the construct when it says so.
    struct Fault: Error {
        let problem: String
        let context: String?
        let contextLine: Int?
        let mark: Mark
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>

    /// Nil when libyaml could not get memory for a parser.
    init?(_ bytes: [UInt8]) {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        self.parser = parser
        input = .allocate(capacity: max(1, bytes.count))
        _ = input.initialize(from: bytes)
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    func next() throws(Fault) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
        defer { yaml_event_delete(&event) }
        let start = Mark(event.start_mark)
        let end = Mark(event.end_mark)
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return Event(
                kind: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), start: start, end: end,
                hasAnchor: scalar.anchor != nil, hasTag: scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            let sequence = event.data.sequence_start
            return Event(
                kind: .sequenceStart, start: start, end: end, hasAnchor: sequence.anchor != nil,
                hasTag: sequence.tag != nil, isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_MAPPING_START_EVENT:
            let mapping = event.data.mapping_start
            return Event(
                kind: .mappingStart, start: start, end: end, hasAnchor: mapping.anchor != nil,
                hasTag: mapping.tag != nil, isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, start: start, end: end)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, start: start, end: end)
        case YAML_ALIAS_EVENT: return Event(kind: .alias, start: start, end: end)
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, start: start, end: end)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, start: start, end: end)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, start: start, end: end)
        default: return Event(kind: .streamEnd, start: start, end: end)
        }
    }

    private func fault() -> Fault {
        let state = parser.pointee
        // A reader error has no mark of its own; the parser's place is then the best there is.
        let mark =
            state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR ? state.problem_mark : state.mark
        return Fault(
            problem: state.problem.map { String(cString: $0) } ?? "not valid YAML",
            context: state.context.map { String(cString: $0) },
            contextLine: state.context == nil ? nil : Int(state.context_mark.line) + 1,
            mark: Mark(mark))
    }
}

extension YAMLEventStream.Mark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(index: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
    }
}
