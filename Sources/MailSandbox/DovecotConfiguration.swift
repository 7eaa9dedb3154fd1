/// The configuration file of the sandbox's Dovecot: IMAP and LMTP as in production, everything in one folder.
struct DovecotConfiguration {
    let folder: SandboxFolder
    let user: ServerUser
    let ports: Sandbox.Ports
    /// Stands in every greeting, so that a starting sandbox knows its own server from somebody else's on the same port.
    let token: String
    /// Access tokens are good for a login, too.
    let takesTokens: Bool

    var text: String {
        """
        # Written by mailroom sandbox. Nothing here listens beyond loopback or writes outside this folder.
        protocols = imap lmtp
        listen = 127.0.0.1
        base_dir = \(folder.path)/run
        state_dir = \(folder.path)/state
        log_path = \(folder.dovecotLog)
        hostname = \(Sandbox.serverName)
        # `ps` then shows whose process it is and what it does, such as waiting in IDLE.
        verbose_proctitle = yes
        login_greeting = mailroom sandbox \(token)

        default_internal_user = \(user.name)
        default_internal_group = \(user.group)
        default_login_user = \(user.name)
        first_valid_uid = 1
        first_valid_gid = 1

        # Beyond some 128 idle sessions of one system user IDLE notices stop: fs.inotify.max_user_instances.
        # Many connections of one user, as a load test makes them. The memory limit of 256 MB per process is too small
        # for mailboxes with a hundred thousand messages.
        default_process_limit = 1000
        default_client_limit = 4000
        default_vsz_limit = 1 G

        # Dovecot takes a password without TLS from its own address whatever `ssl` says; elsewhere it would refuse.
        ssl = required
        ssl_cert = <\(folder.path)/tls/server.pem
        ssl_key = <\(folder.path)/tls/server.key
        ssl_min_protocol = TLSv1.2
        auth_mechanisms = plain login\(takesTokens ? " xoauth2 oauthbearer" : "")
        auth_failure_delay = 0

        mail_location = maildir:\(folder.path)/mail/%u
        # Killing a server loses nothing without fsync, only a power cut would; tests with many messages gain.
        mail_fsync = never

        \(tokenDatabase)
        passdb {
          driver = passwd-file
          args = scheme=PLAIN username_format=%u \(folder.dovecotUsers)
        }
        userdb {
          driver = static
          args = uid=\(user.uid) gid=\(user.gid) home=\(folder.path)/mail/%u
        }

        namespace inbox {
          inbox = yes
          separator = /
        \(specialUse)
        }

        protocol imap {
          mail_max_userip_connections = 200
        }
        service imap-login {
          chroot =
          service_count = 0
          process_limit = 4
          inet_listener imap {
            port = \(ports.imapStartTLS)
          }
          inet_listener imaps {
            port = \(ports.imapTLS)
            ssl = yes
          }
        }
        service lmtp {
          chroot =
          user = \(user.name)
          inet_listener lmtp {
            port = \(ports.lmtp)
          }
        }
        service auth {
          user = \(user.name)
        }
        service auth-worker {
          user = \(user.name)
        }
        service anvil {
          chroot =
          # No growing delay after wrong passwords: tests give them on purpose, all from one address.
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service stats {
          chroot =
        }

        """
    }

    private var tokenDatabase: String {
        guard takesTokens else { return "" }
        return """
            passdb {
              driver = oauth2
              mechanisms = xoauth2 oauthbearer
              args = \(folder.dovecotTokens)
            }
            """
    }

    /// The settings of the token database: every token is asked about, and must belong to who logs in.
    static func tokens(_ introspection: String) -> String {
        """
        introspection_mode = get
        introspection_url = \(introspection)
        username_attribute = username
        active_attribute = active
        active_value = true
        timeout_msecs = 5000
        """
    }

    private var specialUse: String {
        ["Archive", "Drafts", "Junk", "Sent", "Trash"].map { name in
            """
              mailbox \(name) {
                auto = create
                special_use = \\\(name)
              }
            """
        }.joined(separator: "\n")
    }

    static func users(_ accounts: [Account]) -> String {
        accounts.map { "\($0.address):{PLAIN}\($0.password)\n" }.joined()
    }
}
