/// The small shell program between us and a server; see ``Supervisor``.
enum SupervisorScript {
    /// `supervise.sh bound|detached FOLDER PROGRAM ARGUMENT...`, leading a session of its own.
    ///
    /// It outlives whoever started it just long enough to end the server completely. A signal to tie a child's life to
    /// its parent's (`PR_SET_PDEATHSIG`) would fire when the starting *thread* ends, which a Swift thread pool does at
    /// any time; the end of a pipe is exact. Between this shell and the server the signal is right: a shell has one
    /// thread.
    static let text = #"""
        #!/bin/sh
        # Runs one server of a mailroom sandbox and ends it completely: on TERM, when the server ends by itself, and,
        # if bound, when standard input ends, which is when the process that started the sandbox is gone. Then nobody
        # is left to clean up, and the last supervisor to end removes the folder.
        set -u
        lifetime=$1 folder=$2
        shift 2
        exec 3<&0 </dev/null
        cd /
        : >"$folder/supervisor.$$"

        limit=$(ulimit -H -n)
        if [ "$limit" = unlimited ] || [ "$limit" -gt 65536 ]; then limit=65536; fi
        ulimit -n "$limit"

        server='' ending='' orphaned=''
        finish() { ending=yes; [ -z "$server" ] || kill -TERM "$server" 2>/dev/null; }
        trap finish TERM INT
        trap 'orphaned=yes; finish' HUP

        setpriv --pdeathsig TERM "$@" 3<&- &
        server=$!
        if [ "$lifetime" = bound ]; then { cat <&3 >/dev/null; kill -HUP $$; } & fi
        exec 3<&-
        [ -z "$ending" ] || finish

        status=0 hurried=''
        while :; do
            wait "$server"
            status=$?
            # Interrupted by a signal: the server is still there and was asked to end. Three seconds, then no more asking.
            [ "$status" -gt 128 ] && kill -0 "$server" 2>/dev/null || break
            [ -n "$hurried" ] || { sleep 3; kill -KILL "$server" 2>/dev/null; } &
            hurried=yes
        done

        # What is left of the session: helpers above, and children of a server that was killed.
        rounds=0 found=yes
        while [ -n "$found" ] && [ "$rounds" -lt 20 ]; do
            found='' rounds=$((rounds + 1))
            for file in /proc/[0-9]*/stat; do
                { read -r line <"$file"; } 2>/dev/null || continue
                process=${line%% *}
                # shellcheck disable=SC2086
                set -- ${line##*) }
                if [ "$4" = "$$" ] && [ "$process" != "$$" ] && [ "$1" != Z ]; then
                    found=yes
                    kill -KILL "$process" 2>/dev/null
                fi
            done
        done
        rm -f "$folder/supervisor.$$"
        if [ -n "$orphaned" ]; then
            set -- "$folder"/supervisor.[0-9]*
            [ -e "$1" ] || rm -rf "$folder"
        fi
        exit "$status"

        """#
}
