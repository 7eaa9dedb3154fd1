extension Address {
    /// The address behind what forwarders and bounce checks wrap around a reverse-path: SRS
    /// (`SRS0=hash=time=domain=local@forwarder`) and BATV (`prvs=tag=local@domain`). The address itself where there is
    /// nothing of the kind.
    public var origin: Address {
        guard localPart.utf8.contains(UInt8(ascii: "=")) else { return self }
        let lower = localPart.lowercased()
        let parts = lower.split(separator: "=")
        if lower.hasPrefix("srs0") || lower.hasPrefix("srs1"), parts.count >= 4 {
            return Address(localPart: String(parts[parts.count - 1]), domain: String(parts[parts.count - 2]))
        }
        if lower.hasPrefix("prvs=") || lower.hasPrefix("btv1="), let local = parts.last {
            return Address(localPart: String(local), domain: domain)
        }
        return self
    }

    /// The domain an organisation registered, as far as that can be told without the public suffix list: the last two
    /// labels, or three where the last but one is a registry's (`co.uk`, `com.au`).
    public var organisation: String {
        let labels = domain.split(separator: ".")
        guard labels.count > 2 else { return domain }
        let registries: Set<Substring> = ["co", "com", "net", "org", "gov", "edu", "ac", "ne", "or", "go", "gob", "gv"]
        let isRegistry = labels[labels.count - 1].count == 2 && registries.contains(labels[labels.count - 2])
        return labels.suffix(isRegistry ? 3 : 2).joined(separator: ".")
    }
}
