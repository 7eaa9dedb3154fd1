import Foundation
import Testing

/// A real browser, driven over WebDriver (W3C): Debian's Chromium and its driver, without a window.
final class Browser: Sendable {
    static let driver = "/usr/bin/chromedriver"
    static let isInstalled =
        FileManager.default.isExecutableFile(atPath: driver)
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")

    private let session: URL

    struct Settings: Sendable {
        var width = 1280
        var height = 1000
        var language = "en"
        var isDark = false
        var hasScripts = true
        /// As a phone: touch, its own width, two dots for a pixel.
        var isPhone = false
    }

    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    private init(session: URL) { self.session = session }

    /// Runs `body` with a browser of its own, which is gone afterwards.
    static func run(_ settings: Settings = Settings(), _ body: (Browser) async throws -> Void) async throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: driver)
        process.arguments = ["--port=0"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        // Not SIGTERM: the driver inherits the mask of the thread that starts it, in which that is blocked.
        defer { kill(process.processIdentifier, SIGKILL) }
        let port = try await onThread { try Self.port(from: output.fileHandleForReading) }
        let root = try #require(URL(string: "http://127.0.0.1:\(port)/session"))
        let made = try await call("POST", root, ["capabilities": ["alwaysMatch": capabilities(settings)]])
        let id = try #require((made as? [String: Any])?["sessionId"] as? String)
        let browser = Browser(session: root.appendingPathComponent(id))
        do {
            try await body(browser)
        } catch {
            _ = try? await call("DELETE", browser.session, nil)
            throw error
        }
        _ = try await call("DELETE", browser.session, nil)
    }

    private static func port(from handle: FileHandle) throws -> Int {
        var text = ""
        while true {
            let data = handle.availableData
            if data.isEmpty { throw Fault(description: "the driver did not start: \(text)") }
            text += String(decoding: data, as: UTF8.self)
            if let match = text.firstMatch(of: #/on port ([1-9][0-9]*)/#), let port = Int(match.1) { return port }
        }
    }

    private static func capabilities(_ settings: Settings) -> [String: Any] {
        // Chromium refuses to sandbox itself for root; everything it loads here is ours.
        var arguments = [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
            "--force-device-scale-factor=1", "--lang=\(settings.language)",
            "--window-size=\(settings.width),\(settings.height)", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync", "--no-proxy-server",
        ]
        if settings.isDark { arguments.append("--force-dark-mode") }
        var options: [String: Any] = [
            "binary": "/usr/bin/chromium", "args": arguments,
            "prefs": [
                "intl.accept_languages": settings.language,
                "profile.managed_default_content_settings.javascript": settings.hasScripts ? 1 : 2,
            ] as [String: Any],
        ]
        if settings.isPhone {
            options["mobileEmulation"] = [
                "deviceMetrics": ["width": settings.width, "height": settings.height, "pixelRatio": 1, "touch": true]
                    as [String: Any]
            ]
        }
        return ["browserName": "chrome", "goog:chromeOptions": options]
    }

    // MARK: What a person does

    func open(_ url: String) async throws { _ = try await post("url", ["url": url]) }

    func text(of selector: String) async throws -> String {
        let id = try await element(selector)
        return try await get("element/\(id)/text") as? String ?? ""
    }

    func click(_ selector: String) async throws {
        let id = try await element(selector)
        _ = try await post("element/\(id)/click", [:])
    }

    func type(_ text: String, into selector: String) async throws {
        let id = try await element(selector)
        _ = try await post("element/\(id)/value", ["text": text])
    }

    func has(_ selector: String) async throws -> Bool {
        let found = try await post("elements", ["using": "css selector", "value": selector])
        return !((found as? [Any])?.isEmpty ?? true)
    }

    /// What a script returns, as text.
    func script(_ text: String) async throws -> String {
        "\(try await post("execute/sync", ["script": text, "args": [String]()]) ?? "null")"
    }

    var address: String { get async throws { try await get("url") as? String ?? "" } }

    /// A picture of the whole page (PNG).
    func picture() async throws -> Data {
        let answer = try await post(
            "goog/cdp/execute",
            ["cmd": "Page.captureScreenshot", "params": ["captureBeyondViewport": true, "format": "png"]])
        let text = try #require((answer as? [String: Any])?["data"] as? String)
        return try #require(Data(base64Encoded: text))
    }

    private func element(_ selector: String) async throws -> String {
        let found = try await post("element", ["using": "css selector", "value": selector]) as? [String: Any]
        return try #require(found?.values.first as? String)
    }

    // MARK: The wire

    private func post(_ path: String, _ body: [String: Any]) async throws -> Any? {
        try await Self.call("POST", session.appendingPathComponent(path), body)
    }
    private func get(_ path: String) async throws -> Any? {
        try await Self.call("GET", session.appendingPathComponent(path), nil)
    }

    private static func call(_ method: String, _ url: URL, _ body: [String: Any]?) async throws -> Any? {
        let body = try body.map { try JSONSerialization.data(withJSONObject: $0) } ?? Data()
        let head =
            "\(method) \(url.path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        let (port, octets) = (UInt16(url.port ?? 0), Array(head.utf8) + body)
        let text = try await onThread {
            let caller = try Caller(port: port)
            caller.send(octets)
            return caller.readAnswer()?.body
        }
        let answer =
            try JSONSerialization.jsonObject(
                with: Data((text ?? "").utf8), options: .fragmentsAllowed) as? [String: Any]
        if let fault = answer?["value"] as? [String: Any], let name = fault["error"] as? String {
            throw Fault(description: "\(name): \(fault["message"] ?? "")")
        }
        return answer?["value"]
    }
}
