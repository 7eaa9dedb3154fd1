import CMailStream

/// Cancels one connection from any thread; whoever waits on it wakes at once with ``StreamFault/Cause/cancelled``.
///
/// Holds its own reference to the stream, so it may be called while the owner closes, and after.
///
/// `@unchecked Sendable`: `cms_cancel` and the reference count are thread-safe; nothing else is called here.
public final class StreamCanceller: @unchecked Sendable {
    private let handle: OpaquePointer

    init(sharing handle: OpaquePointer) { self.handle = cms_retain(handle) }

    deinit { cms_release(handle) }

    public func cancel() { cms_cancel(handle) }
}
