/// The configuration file of the sandbox's Exim: a submission host that can reach nothing but our Dovecot.
///
/// Its only transport is LMTP to 127.0.0.1, it has no DNS lookup of any kind, and addresses of other domains are
/// redirected into the catch-all mailbox: nothing can leave loopback.
struct EximConfiguration {
    let folder: SandboxFolder
    let user: ServerUser
    let ports: Sandbox.Ports
    let accounts: [Account]
    let token: String

    var text: String {
        #"""
        # Written by mailroom sandbox. Nothing here leaves loopback or writes outside this folder.
        exim_path = \#(Program.exim.path ?? "/usr/sbin/exim4")
        exim_user = \#(user.uid)
        exim_group = \#(user.gid)
        deliver_drop_privilege
        never_users =
        primary_hostname = \#(Sandbox.serverName)
        smtp_banner = $smtp_active_hostname ESMTP mailroom sandbox \#(token)
        spool_directory = \#(folder.path)/spool
        log_file_path = \#(folder.path)/log/exim-%s.log
        pid_file_path = \#(folder.path)/run/exim.pid
        notifier_socket =
        keep_environment =
        syslog_timestamp = false

        # A port that is taken is reported at once; by itself Exim would wait and try again for five minutes.
        daemon_startup_retries = 0
        disable_ipv6
        local_interfaces = 127.0.0.1
        daemon_smtp_ports = \#(ports.submission)

        # No name is ever looked up.
        dns_again_means_nonexist = *
        host_lookup =
        helo_lookup_domains =
        rfc1413_hosts =

        domainlist sandbox_domains = \#(Set(accounts.map { String($0.domain) }).sorted().joined(separator: " : "))

        smtp_accept_max = 500
        smtp_accept_queue = 0
        smtp_accept_queue_per_connection = 0
        smtp_accept_max_per_connection = 0
        message_size_limit = 100M
        smtputf8_advertise_hosts = *
        dsn_advertise_hosts = *
        received_headers_max = 50
        ignore_bounce_errors_after = 5m
        bounce_return_body = false

        tls_advertise_hosts = *
        tls_certificate = \#(folder.path)/tls/submission.pem
        tls_privatekey = \#(folder.path)/tls/server.key

        acl_smtp_auth = acl_auth
        acl_smtp_mail = acl_mail
        acl_smtp_rcpt = acl_rcpt
        acl_smtp_data = acl_data

        begin acl
        acl_auth:
          accept encrypted = *
          deny message = 538 5.7.11 Encryption required for authentication
        acl_mail:
          # `exim4 -C this-file -bs` on a terminal: whoever may read this file may read the passwords too.
          accept hosts = :
          accept authenticated = *
          deny message = 530 5.7.0 Authentication required
        # Refusals on purpose, at any domain: greylisted@ and full@ answer 4yz, nobody@ 550; refused@ takes RCPT and
        # answers 554 after the message, as content filters do.
        acl_rcpt:
          defer local_parts = greylisted
                message = 451 4.7.1 Greylisted on purpose, try again later
          defer local_parts = full
                message = 452 4.2.2 Mailbox full on purpose
          deny local_parts = nobody
               message = 550 5.1.1 Nobody here on purpose
          accept local_parts = bounced
          deny !verify = recipient
               message = 550 5.1.1 No such account in this sandbox
          accept
        acl_data:
          deny condition = ${if match{$recipients}{\Nrefused@\N}}
               message = 554 5.7.1 Content refused on purpose
          accept

        begin routers
        # Taken, and then found undeliverable: the bounce goes to the reverse-path, unless the sender asked for none.
        bounced:
          driver = redirect
          local_parts = bounced
          allow_fail
          data = :fail: 550 5.1.1 Gone on purpose
        accounts:
          driver = manualroute
          domains = +sandbox_domains
          local_part_suffix = +*
          local_part_suffix_optional
          condition = ${lookup{$local_part@$domain}lsearch{\#(folder.eximUsers)}{yes}{no}}
          transport = lmtp
          route_list = * 127.0.0.1
          self = send
        elsewhere:
          driver = redirect
          domains = !+sandbox_domains
          data = \#(Sandbox.catchAllAddress)
          headers_add = X-Original-To: $local_part@$domain

        begin transports
        lmtp:
          driver = smtp
          protocol = lmtp
          port = \#(ports.lmtp)
          allow_localhost
          rcpt_include_affixes
          hosts_avoid_tls = *
          hosts_try_chunking =
          hosts_try_fastopen =

        begin retry
        * * F,5m,2s

        begin authenticators
        plain:
          driver = plaintext
          public_name = PLAIN
          server_prompts = :
          server_advertise_condition = ${if def:tls_in_cipher}
          server_condition = ${if eq{$auth3}{${lookup{$auth2}lsearch{\#(folder.eximUsers)}{$value}{:}}}}
          server_set_id = $auth2
        login:
          driver = plaintext
          public_name = LOGIN
          server_prompts = <| Username: | Password:
          server_advertise_condition = ${if def:tls_in_cipher}
          server_condition = ${if eq{$auth2}{${lookup{$auth1}lsearch{\#(folder.eximUsers)}{$value}{:}}}}
          server_set_id = $auth1

        """#
    }

    /// No password can be `:`, the answer of a lookup that finds nobody, because ours are letters and digits.
    static func users(_ accounts: [Account]) -> String {
        accounts.map { "\($0.address): \($0.password)\n" }.joined()
    }
}
