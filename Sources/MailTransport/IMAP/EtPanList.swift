import CLibEtPan

/// The elements of a libetpan `clist`, in order. The list keeps owning them; they are valid while it is.
struct EtPanList<Content>: Sequence {
    private let list: UnsafeMutablePointer<clist>?

    init(_ list: UnsafeMutablePointer<clist>?, of type: Content.Type) { self.list = list }

    func makeIterator() -> Iterator { Iterator(cell: list?.pointee.first) }

    struct Iterator: IteratorProtocol {
        fileprivate var cell: UnsafeMutablePointer<clistcell>?

        mutating func next() -> UnsafeMutablePointer<Content>? {
            while let here = cell {
                cell = here.pointee.next
                if let data = here.pointee.data { return data.assumingMemoryBound(to: Content.self) }
            }
            return nil
        }
    }
}

/// Text that libetpan owns, copied; bytes that are no UTF-8 become U+FFFD. Nil for a null pointer.
func copiedText(_ text: UnsafePointer<CChar>?) -> String? { text.map { String(cString: $0) } }
func copiedText(_ text: UnsafeMutablePointer<CChar>?) -> String? { text.map { String(cString: $0) } }
