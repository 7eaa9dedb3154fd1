// swift-tools-version: 6.2
import PackageDescription

// Imports are the architecture: every target lists what it may import and the build refuses the rest
// (`--explicit-target-dependency-import-check error`, see the Makefile). Imports point down this list, never up.

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let strictC: [CSetting] = [.treatAllWarnings(as: .error), .enableWarning("all"), .enableWarning("extra")]
let strictCXX: [CXXSetting] = [.treatAllWarnings(as: .error), .enableWarning("all"), .enableWarning("extra")]

// Where Debian puts GMime's and GLib's headers. Asking pkg-config would say the same, but SwiftPM warns about the flags
// that come with it on every build.
let gmimeHeaders = [
    "/usr/include/gmime-3.0", "/usr/include/glib-2.0", "/usr/lib/x86_64-linux-gnu/glib-2.0/include",
    "/usr/lib/aarch64-linux-gnu/glib-2.0/include",
].flatMap { ["-isystem", $0] }

let package = Package(
    name: "mailroom",
    products: [.executable(name: "mailroom", targets: ["mailroom"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Doors to C: a module map and a small shim each. No C type leaves the one target that imports it.
        .systemLibrary(name: "CLibEtPan", path: "Sources/CLibEtPan", providers: [.apt(["libetpan-dev"])]),
        .systemLibrary(
            name: "CLibYAML", path: "Sources/CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(
            name: "CGMime", cSettings: strictC + [.unsafeFlags(gmimeHeaders)],
            linkerSettings: ["gmime-3.0", "gio-2.0", "gobject-2.0", "glib-2.0"].map { .linkedLibrary($0) }),
        .target(name: "CLanguage", cxxSettings: strictCXX, linkerSettings: [.linkedLibrary("cld2")]),
        .target(
            name: "CMailStream", cSettings: strictC,
            linkerSettings: [.linkedLibrary("gnutls"), .linkedLibrary("etpan")]),
        .target(name: "CCrashMark", cSettings: strictC),
        .target(name: "CFaultyDisk", cSettings: strictC, linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CSealing", cSettings: strictC, linkerSettings: [.linkedLibrary("gnutls")]),
        .target(name: "CRE2", cxxSettings: strictCXX, linkerSettings: [.linkedLibrary("re2")]),

        // The pure core: decides, never acts.
        .target(name: "MailRouting", dependencies: ["CRE2"], swiftSettings: strict),

        // Weeks of simulated mail, made from a seed: values in, octets out.
        .target(name: "MailRehearsal", dependencies: ["MailRouting"], swiftSettings: strict),

        // Its neighbours: files, wires, the journal.
        .target(
            name: "MailConfig",
            dependencies: [
                "MailRouting", "MailRehearsal", "CLibYAML", .product(name: "Mustache", package: "swift-mustache"),
            ],
            swiftSettings: strict),
        .target(
            name: "MailTransport",
            dependencies: ["MailRouting", "CCrashMark", "CLibEtPan", "CMailStream", "CGMime", "CLanguage"],
            swiftSettings: strict),

        // Access tokens from authorisation servers, and where they are kept.
        .target(
            name: "MailTokens", dependencies: ["MailRouting", "MailConfig", "CSealing"], swiftSettings: strict),
        .target(
            name: "MailJournal", dependencies: ["MailRouting", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["README.md"], swiftSettings: strict),

        // The two loops.
        .target(
            name: "MailAgent",
            dependencies: [
                "MailRouting", "MailTransport", "MailJournal",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // How it is, over HTTP.
        .target(
            name: "MailStatus",
            dependencies: [
                "MailRouting", "MailJournal", "MailAgent",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // A world in memory that the agent can be run in: servers, clock, everything that can go wrong.
        .target(
            name: "MailSimulation",
            dependencies: [
                "MailRouting", "MailRehearsal", "MailConfig", "MailTransport", "MailJournal", "MailAgent",
                "CFaultyDisk",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),

        // A real Dovecot and a real Exim on loopback, for the demo and for tests.
        .target(
            name: "MailSandbox", dependencies: [.product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: strict),

        // One file per verb.
        .target(
            name: "MailroomCommands",
            dependencies: [
                "MailRouting", "MailRehearsal", "MailConfig", "MailTokens", "MailTransport", "MailJournal", "MailAgent",
                "MailStatus",
                "MailSandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .executableTarget(name: "mailroom", dependencies: ["MailroomCommands"], swiftSettings: strict),

        // Explores the pretend world seed by seed. For whoever works on mailroom; not installed.
        .executableTarget(
            name: "mailroom-sim",
            dependencies: [
                "MailSimulation", "MailRehearsal", "MailRouting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Tests.
        .target(
            name: "CServerHarness", dependencies: ["CMailStream"], path: "Tests/CServerHarness", cSettings: strictC,
            linkerSettings: [.linkedLibrary("gnutls"), .linkedLibrary("etpan")]),
        .target(
            name: "ServerHarness", dependencies: ["CServerHarness"], path: "Tests/ServerHarness", swiftSettings: strict),
        .testTarget(
            name: "MailStreamTests",
            dependencies: ["MailTransport", "MailRouting", "CMailStream", "CServerHarness", "ServerHarness"],
            swiftSettings: strict),
        .testTarget(
            name: "SubmissionTests", dependencies: ["MailTransport", "MailRouting", "MailSandbox", "ServerHarness"],
            swiftSettings: strict),
        .testTarget(
            name: "MailAgentTests",
            dependencies: [
                "MailAgent", "MailJournal", "MailRouting", "MailSandbox", "MailSimulation", "MailTransport",
                "ServerHarness", .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["MailSimulation", "MailRehearsal", "MailRouting"],
            swiftSettings: strict),
        .testTarget(
            name: "MailJournalTests",
            dependencies: ["MailJournal", "MailRouting", .product(name: "GRDB", package: "GRDB.swift")],
            exclude: ["Released"], swiftSettings: strict),
        .testTarget(
            name: "MailStatusTests",
            dependencies: ["MailStatus", "MailAgent", "MailJournal", "MailRouting", "MailTransport"],
            swiftSettings: strict),
        .testTarget(
            name: "MailConfigTests", dependencies: ["MailConfig", "MailRehearsal", "MailRouting"],
            swiftSettings: strict),
        .testTarget(
            name: "RehearsalTests",
            dependencies: ["MailRehearsal", "MailConfig", "MailRouting", "MailTransport"], swiftSettings: strict),
        .testTarget(
            name: "TokenTests",
            dependencies: ["MailTokens", "MailConfig", "MailRouting", "MailSandbox", "MailTransport", "ServerHarness"],
            swiftSettings: strict),
        .testTarget(name: "MailRoutingTests", dependencies: ["MailRouting"], swiftSettings: strict),
        .testTarget(name: "TemplateTests", dependencies: ["MailConfig", "MailRouting"], swiftSettings: strict),
        .testTarget(
            name: "IMAPTests", dependencies: ["MailTransport", "MailRouting", "MailSandbox"], swiftSettings: strict),
        .testTarget(
            name: "MessageTests", dependencies: ["MailTransport", "MailRouting", "CGMime", "ServerHarness"],
            swiftSettings: strict),
        .testTarget(
            name: "MailroomCommandsTests",
            dependencies: [
                "MailroomCommands", "MailAgent", "MailConfig", "MailJournal", "MailRehearsal", "MailRouting",
                "MailTransport", "MailSandbox",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "MailroomProcessTests",
            dependencies: [
                "MailJournal", "MailRouting", "MailSandbox", "ServerHarness", "mailroom",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .testTarget(name: "MailSandboxTests", dependencies: ["MailSandbox", "mailroom"], swiftSettings: strict),
    ]
)
