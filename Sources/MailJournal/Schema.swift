import GRDB

/// The journal's tables, as versioned migrations. A released migration is never edited: a change is a new one.
enum Schema {
    /// Versions that left this house, by the number a migration's name begins with. `Tests/MailJournalTests/Released` has a
    /// journal of each, and a test brings every one of them up to date. A version is written here when it is released.
    static let released: [Int] = []

    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1: arrivals, decisions, jobs") { try $0.execute(sql: version1) }
        return migrator
    }

    /// Instants are milliseconds since 1970; enumerations are their stable names; STRICT, so that no column can hold
    /// what its reader does not expect.
    private static let version1 = """
        -- One row for every generation (UIDVALIDITY) of every watched mailbox.
        CREATE TABLE mailbox (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            generation INTEGER NOT NULL,           -- 1 for the first UIDVALIDITY seen, then 2, 3 ...
            watermark INTEGER NOT NULL,            -- the last UID recorded
            first_uidnext INTEGER NOT NULL,        -- UIDNEXT at first contact: below it lies the backlog
            skipped INTEGER NOT NULL,              -- up to this UID mail was left alone at first contact, without rows
            restored INTEGER NOT NULL DEFAULT 0,   -- this file is a backup: what happened since is not in it
            restored_uidnext INTEGER NOT NULL DEFAULT 0, -- UIDNEXT when it was put back: below it lies what happened since
            first_contact_at INTEGER NOT NULL,     -- of the mailbox's first generation
            contacted_at INTEGER NOT NULL,
            UNIQUE (account, name, uidvalidity)
        ) STRICT;

        -- One row for every message seen in a watched mailbox. Never two for one UID.
        CREATE TABLE arrival (
            id INTEGER PRIMARY KEY,
            mailbox_id INTEGER NOT NULL REFERENCES mailbox,
            uid INTEGER NOT NULL,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL,
            internal_date INTEGER NOT NULL,
            flags TEXT NOT NULL,
            discovery TEXT NOT NULL,               -- arrival, backlog or rescan: how the agent came upon it
            observed INTEGER NOT NULL,             -- to be decided and then left alone
            recorded_at INTEGER NOT NULL,
            state TEXT NOT NULL,
            simulation TEXT,                       -- which simulated week it is of, proven by its seal; null for real mail
            -- Where its open delivery found it after UIDVALIDITY changed; no UID: it was not there any more.
            followed_uidvalidity INTEGER,
            followed_uid INTEGER,
            UNIQUE (mailbox_id, uid)
        ) STRICT;
        CREATE INDEX arrival_simulation ON arrival (simulation, id) WHERE simulation IS NOT NULL;
        CREATE INDEX arrival_digest ON arrival (digest);
        CREATE INDEX arrival_followed ON arrival (followed_uid, followed_uidvalidity) WHERE followed_uid IS NOT NULL;
        CREATE INDEX arrival_undecided ON arrival (mailbox_id) WHERE state = 'recorded';
        -- What is under way, or waits for a person: few, and asked for whenever somebody wants to know whether all is well.
        CREATE INDEX arrival_open ON arrival (state, mailbox_id) WHERE state IN ('routing', 'held');

        -- Apart from the arrival, whose row is rewritten with every step: a header is written once, and removed once
        -- retention has passed.
        CREATE TABLE header (
            arrival_id INTEGER PRIMARY KEY REFERENCES arrival ON DELETE CASCADE,
            octets BLOB NOT NULL
        ) STRICT;

        CREATE TABLE decision (
            arrival_id INTEGER PRIMARY KEY REFERENCES arrival ON DELETE CASCADE,
            decided_at INTEGER NOT NULL,
            rule_set TEXT NOT NULL,
            rule TEXT NOT NULL,
            rule_location TEXT NOT NULL,
            priority TEXT NOT NULL,
            department TEXT NOT NULL,
            folder TEXT,
            language TEXT,
            keywords TEXT NOT NULL,
            copies TEXT NOT NULL,                  -- departments, as a JSON array
            template TEXT,
            refusal TEXT,                          -- why no acknowledgement, as a stable name
            refusal_evidence TEXT,
            -- what it rested on and the header does not tell; null is unknown
            known_sender INTEGER,
            authserv_id TEXT,
            spam_field TEXT,
            simulated INTEGER NOT NULL,            -- what its arrival says, for those who count
            attachments TEXT                       -- names, types, sizes as JSON, parts for programs too; null if unread
        ) STRICT;

        -- Covers what each department got, by time.
        CREATE INDEX decision_at ON decision (decided_at, department, simulated);

        CREATE TABLE job (
            id INTEGER PRIMARY KEY,
            arrival_id INTEGER NOT NULL REFERENCES arrival ON DELETE CASCADE,
            kind TEXT NOT NULL,                    -- delivery, copy, acknowledgement, undo
            lane TEXT NOT NULL,                    -- the account it is delivered from; empty for acknowledgements
            state TEXT NOT NULL,                   -- see README.md; 'waiting' is for other jobs of its arrival
            priority INTEGER NOT NULL,
            rank INTEGER NOT NULL,                 -- when the patience of its class ends: lowest first
            due INTEGER NOT NULL,                  -- 0 is at once, whatever the clock says
            attempt INTEGER NOT NULL DEFAULT 0,
            uncertainties INTEGER NOT NULL DEFAULT 0,
            created_at INTEGER NOT NULL,
            requeued_at INTEGER,                   -- when a person had it begin anew: three days count from here
            settled_at INTEGER,
            depends_on INTEGER REFERENCES job,     -- an acknowledgement waits for its delivery; an undo takes it back
            department TEXT NOT NULL,
            simulated INTEGER NOT NULL DEFAULT 0,  -- what its arrival says, for those who count
            detail TEXT,                           -- the last fault, hold reason or reply, for people
            -- deliveries and copies
            destination_account TEXT,
            destination_mailbox TEXT,
            keywords TEXT,
            progress TEXT,
            delivered_uidvalidity INTEGER,
            delivered_uid INTEGER,
            kept_mailbox TEXT,                     -- where the source of a delivery between accounts was put away
            kept_uidvalidity INTEGER,
            kept_uid INTEGER,
            -- acknowledgements
            message_key TEXT,
            template TEXT,
            language TEXT,
            recipient_name TEXT,
            recipient_local TEXT,
            recipient_domain TEXT,
            recipient_key TEXT,
            message_id TEXT,
            host TEXT,                             -- the submission host of the last attempt
            handed_over INTEGER NOT NULL DEFAULT 0,
            -- the windows of its recipient
            sender_key TEXT,                       -- SenderIdentity: the same for every spelling of the address...
            domain_key TEXT,                       -- ...and of its organisation
            subject_key TEXT,
            sent_at INTEGER,                       -- when it was, or may have been, accepted
            -- When it counts in the windows: far ahead while it may still be sent, never when it was not.
            window_at INTEGER AS (CASE
                WHEN sender_key IS NULL THEN NULL
                WHEN state IN ('done', 'failed', 'dropped') THEN sent_at
                WHEN state = 'held' THEN coalesce(sent_at, 9223372036854775807)
                ELSE 9223372036854775807 END) VIRTUAL
        ) STRICT;
        -- At most one delivery or copy of an arrival to one place, and one undo; acknowledgements have no place.
        CREATE UNIQUE INDEX job_destination ON job
            (arrival_id, destination_account, destination_mailbox, (kind = 'undo'));
        -- Covers the search for the most urgent due job: it ends at the first due one.
        CREATE INDEX job_open ON job (lane, rank, id, due, state, host)
            WHERE state IN ('pending', 'retry', 'uncertain');
        -- Covers how many jobs stand in each state: only what is not settled well, so a few rows.
        CREATE INDEX job_unsettled ON job (kind, state, priority, simulated, sent_at) WHERE state NOT IN ('done', 'dropped');
        CREATE INDEX job_claimed ON job (state) WHERE state = 'claimed';
        -- Whether a message is what a delivery has made: asked for every candidate when a copy is looked for.
        CREATE INDEX job_delivered ON job (delivered_uid, delivered_uidvalidity) WHERE delivered_uid IS NOT NULL;
        CREATE INDEX job_depends ON job (depends_on) WHERE depends_on IS NOT NULL;
        -- At most one acknowledgement for a message, whatever else happens.
        CREATE UNIQUE INDEX job_acknowledgement ON job (message_key) WHERE message_key IS NOT NULL;
        CREATE INDEX job_recipient ON job (recipient_key, created_at) WHERE recipient_key IS NOT NULL;
        CREATE INDEX job_sender ON job (sender_key, window_at) WHERE sender_key IS NOT NULL;
        CREATE INDEX job_domain ON job (domain_key, window_at) WHERE domain_key IS NOT NULL;
        CREATE INDEX job_sent ON job (sent_at, simulated) WHERE sent_at IS NOT NULL;
        CREATE INDEX job_message ON job (message_id) WHERE message_id IS NOT NULL;

        -- The names of the thread of each acknowledgement, its own Message-ID among them.
        CREATE TABLE thread (
            identifier TEXT NOT NULL,
            job_id INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            PRIMARY KEY (identifier, job_id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX thread_job ON thread (job_id);

        -- An arrival that an acknowledgement of ours has caused.
        CREATE TABLE response (
            arrival_id INTEGER PRIMARY KEY REFERENCES arrival ON DELETE CASCADE,
            job_id INTEGER REFERENCES job ON DELETE CASCADE,  -- null: it bears our token and names none
            kind TEXT NOT NULL,                    -- automatic-reply, transient-failure, permanent-failure
            status TEXT,                           -- 5.1.1, as the report has it
            address_key TEXT,                      -- where the acknowledgement went
            at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX response_at ON response (at);
        CREATE INDEX response_bounced ON response (address_key, at) WHERE kind = 'permanent-failure';

        -- Every change of the storm breaker; the last row is its state.
        CREATE TABLE breaker (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            state TEXT NOT NULL,                   -- closed, open, paused
            cause TEXT,                            -- of an open one: responses, rate
            counted INTEGER,                       -- acknowledgements answered; sent in the hour
            compared INTEGER                       -- with how many; with which norm
        ) STRICT;

        -- What persons stopped: rows stay, as the history of it. Those of acknowledgements are the breaker's.
        CREATE TABLE pause (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,                 -- '' is every account
            since INTEGER NOT NULL,
            by TEXT NOT NULL,                      -- which way it was asked for, for people
            ended_at INTEGER,                      -- null while it lasts
            ended_by TEXT
        ) STRICT;
        -- What persons asked a running agent for, over HTTP, before it is done.
        CREATE TABLE operation (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            by TEXT NOT NULL,
            what TEXT NOT NULL,
            result TEXT                            -- null until it is done
        ) STRICT;
        CREATE UNIQUE INDEX pause_open ON pause (account) WHERE ended_at IS NULL;

        -- Which rules the agent goes by, and what is wrong with the files that were to replace them. One row.
        CREATE TABLE rule_book (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            version TEXT NOT NULL,
            loaded_at INTEGER NOT NULL,
            needs_restart TEXT NOT NULL,           -- what changed and is not followed, in words, as a JSON array
            faults TEXT,                           -- findings as a JSON array; null while there are none
            refused_at INTEGER
        ) STRICT;

        -- The last lines of the walk, for whoever looks on from another process.
        CREATE TABLE walk (
            id INTEGER PRIMARY KEY,
            at INTEGER NOT NULL,
            level TEXT NOT NULL,
            component TEXT NOT NULL,
            step TEXT NOT NULL,
            arrival_id INTEGER,                    -- no reference: lines are let go of by their number
            text TEXT NOT NULL                     -- as the log has it: of people what the privacy setting shows
        ) STRICT;

        CREATE INDEX walk_arrival ON walk (arrival_id) WHERE arrival_id IS NOT NULL;

        -- How the watching of each mailbox stands.
        CREATE TABLE watching (
            account TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            connected INTEGER NOT NULL,
            since INTEGER NOT NULL,
            detail TEXT,                           -- why not
            PRIMARY KEY (account, mailbox)
        ) STRICT, WITHOUT ROWID;

        -- What a person has to look at, beside messages and jobs, as long as it lasts.
        CREATE TABLE concern (
            subject TEXT PRIMARY KEY,              -- a stable name: one row for each
            since INTEGER NOT NULL,
            text TEXT NOT NULL,
            next TEXT NOT NULL                     -- what to do about it
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE attempt (
            job_id INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
            number INTEGER NOT NULL,               -- every try, also one that does not count as an attempt
            ended_at INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            host TEXT,
            detail TEXT,
            PRIMARY KEY (job_id, number)
        ) STRICT, WITHOUT ROWID;

        -- When each submission account was used for a message, for the sliding windows; on the axis of `window_clock`.
        CREATE TABLE submission (
            account TEXT NOT NULL,                 -- host and user name: whom the provider counts for
            at INTEGER NOT NULL,                   -- of the claim while the place is open, then of its settling
            job_id INTEGER,                        -- the claimed job; null once it is settled
            open INTEGER NOT NULL                  -- 1 while the message may be on its way
        ) STRICT;
        CREATE INDEX submission_window ON submission (account, at);
        CREATE INDEX submission_claimed ON submission (job_id) WHERE job_id IS NOT NULL;
        CREATE INDEX submission_open ON submission (at) WHERE job_id IS NULL AND open = 1;

        -- Where the axis of the windows and the wall clock stood at the same moment, at the last use.
        CREATE TABLE window_clock (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            axis INTEGER NOT NULL,
            wall INTEGER NOT NULL
        ) STRICT;

        -- Ends of the process by a fault of its own, by the account it was at work with.
        CREATE TABLE crash (
            account TEXT NOT NULL,
            at INTEGER NOT NULL,
            signal INTEGER NOT NULL,
            server TEXT NOT NULL                   -- host, port and user then: another server begins anew
        ) STRICT;
        CREATE INDEX crash_account ON crash (account, at);

        -- Who this journal's agent is, among agents that share mailboxes. One row.
        CREATE TABLE identity (name TEXT NOT NULL) STRICT;
        INSERT INTO identity (name) VALUES (lower(hex(randomblob(6))));

        -- Empty. After a full disk something is written here, to see whether there is room again.
        CREATE TABLE room (octets BLOB NOT NULL) STRICT;
        """
}
