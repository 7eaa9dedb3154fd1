/// `status:` of `mailroom.yaml`.
extension KnownKeys {
    static let status = KeySet(
        "status",
        [
            .optional("address", .text(.ipAddress), "An IP address of this machine; 127.0.0.1 unless given."),
            .optional("port", .integer(0...65535), "8080 unless given; 0 lets the system choose one."),
            .optional(
                "token", secretShape,
                "Where the bearer token is, as a password is named. Without one nothing can be changed over HTTP."),
            .optional(
                "behind_tls_proxy", .boolean,
                "true: a proxy in front speaks TLS, so an address beyond this machine is allowed."),
        ])
}
