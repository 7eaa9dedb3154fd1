import CMailStream
import Synchronization

/// The certificate authorities we trust, loaded once for each `ca_file` and shared by every stream that names it.
///
/// Loading the system's store takes about 70 ms and a few MiB: once a process, not once a connection.
///
/// `@unchecked Sendable`: the handle never changes after it is loaded, and GnuTLS lets sessions on different threads
/// share it.
public final class StreamCredentials: @unchecked Sendable {
    let handle: OpaquePointer

    private init(handle: OpaquePointer) { self.handle = handle }

    deinit { cms_credentials_free(handle) }

    private static let loaded = Mutex<[String?: StreamCredentials]>([:])

    /// The authorities in `caFile` (PEM), or the system's when it is nil. A file is read once a process.
    public static func trusting(caFile: String?) throws(CredentialsFault) -> StreamCredentials {
        let result: Result<StreamCredentials, CredentialsFault> = loaded.withLock { loaded in
            if let known = loaded[caFile] { return .success(known) }
            var fault = cms_fault()
            guard let handle = cms_credentials_new(caFile, &fault) else {
                return .failure(CredentialsFault(caFile: caFile, text: StreamFault.text(of: fault)))
            }
            let credentials = StreamCredentials(handle: handle)
            loaded[caFile] = credentials
            return .success(credentials)
        }
        return try result.get()
    }
}

/// The certificate authorities could not be loaded: a mistake of this machine, not of the mail host.
public struct CredentialsFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file that was asked for; nil for the system's store.
    public let caFile: String?
    public let text: String

    public var description: String {
        let next = caFile == nil ? "install the package ca-certificates, or name a ca_file" : "correct ca_file"
        return "\(text); \(next)"
    }
}
