import Dispatch
import Glibc
public import MailRouting

/// Fetches a secret from the place the configuration names.
///
/// Read when it is needed, never cached here: a rotated password works at the next login.
public enum SecretReader {
    /// Waits for files and commands on a queue of its own, so that no cooperative thread is held.
    public static func read(_ source: SecretSource) async throws(SecretFault) -> Secret {
        let result = await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: contents(source)) }
        }
        return try result.get()
    }

    private static func contents(_ source: SecretSource) -> Result<Secret, SecretFault> {
        do throws(SecretFault) {
            switch source {
            case .environment(let name): return .success(try variable(name))
            case .file(let path): return .success(try file(path))
            case .command(let words): return .success(try command(words))
            case .credential(let name): return .success(try credential(name))
            }
        } catch {
            return .failure(error)
        }
    }

    private static func variable(_ name: String) throws(SecretFault) -> Secret {
        guard let value = getenv(name) else { throw .variableNotSet(name) }
        let bytes = Array(UnsafeBufferPointer(start: value, count: strlen(value))).map { UInt8(bitPattern: $0) }
        return try secret(bytes, from: SecretPlace(description: "the variable \(name)"))
    }

    /// A file in the folder that systemd made for this service alone (systemd.exec(5), CREDENTIALS_DIRECTORY): whoever may
    /// read it was decided there.
    private static func credential(_ name: String) throws(SecretFault) -> Secret {
        guard let folder = getenv("CREDENTIALS_DIRECTORY") else { throw .notUnderSystemd(credential: name) }
        let path = "\(String(cString: folder))/\(name)"
        let place = SecretPlace(description: "the credential \(name)")
        let file: RegularFile
        do {
            file = try RegularFile(path, limit: Limits.secretBytes)
        } catch {
            if case .tooLarge(let limit) = error { throw .tooLong(place, limit: limit) }
            throw .cannotReadFile(path, reason: error.description)
        }
        return try secret(file.bytes, from: place)
    }

    private static func file(_ path: String) throws(SecretFault) -> Secret {
        let place = SecretPlace(description: "the file \(path)")
        let file: RegularFile
        do {
            file = try RegularFile(path, limit: Limits.secretBytes)
        } catch {
            if case .tooLarge(let limit) = error { throw .tooLong(place, limit: limit) }
            throw .cannotReadFile(path, reason: error.description)
        }
        guard file.owner == geteuid() || file.owner == 0 else { throw .fileOwner(path, owner: file.owner) }
        guard file.mode & 0o077 == 0 else { throw .filePermissions(path, mode: file.mode & 0o777) }
        return try secret(file.bytes, from: place)
    }

    private static func command(_ words: [String]) throws(SecretFault) -> Secret {
        let output = try SecretCommand.output(of: words)
        return try secret(output, from: SecretPlace(description: "the output of \(words.first ?? "")"))
    }

    /// The first line of `bytes`.
    private static func secret(_ bytes: [UInt8], from place: SecretPlace) throws(SecretFault) -> Secret {
        guard bytes.count <= Limits.secretBytes else { throw .tooLong(place, limit: Limits.secretBytes) }
        var line = bytes.prefix { $0 != 0x0A }
        if line.last == 0x0D { line.removeLast() }
        guard !line.isEmpty else { throw .empty(place) }
        guard !line.contains(where: { $0 < 0x20 || $0 == 0x7F }), let text = String(validating: line, as: UTF8.self)
        else { throw .notText(place) }
        return Secret(text)
    }
}
