public import MailRouting

/// Reads `mailroom.yaml`: the configuration as values, or everything that is wrong with it.
///
/// No variable is expanded and nothing is looked up on the network or in the environment: the same file always means
/// the same, and secrets are only named here (see `SecretReader`). Paths are taken from the folder of the file.
public enum ConfigurationReader {
    /// - Parameter file: The path as the operator gave it; findings show it in this form.
    public static func read(_ file: String) throws(Diagnostics) -> Configuration {
        let reading = Reading()
        let root = reading.yaml(at: file, shownAs: file)?.root
        let folder = FilePath.folder(of: file)
        return try reading.finish(root.flatMap { ConfigurationDecoder($0, folder: folder, reading).decode() })
    }
}
