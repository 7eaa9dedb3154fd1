#!/usr/bin/env python3
"""Measures how fast rules decide: `mailroom replay` beside Pigeonhole's `sieve-filter` in simulation, on one core.

The same messages in one Maildir, and the same rules twice: lines of YAML, and `if header :contains "subject"` blocks of
Sieve. Before anything is measured both must file every message where its subject says. They take turns, so that a
machine that is busy is busy for both. A part of scripts/bench; run that.
"""

import base64
import json
import os
import platform
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MAILROOM = os.path.join(ROOT, ".build/release/mailroom")
MEASURE = """
import json, os, subprocess, sys, time
begin = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(json.dumps([time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024]))
sys.stdout.flush()
os._exit(0 if status == 0 else 1)
"""
SIZES = (20, 500, 5000)
DEPARTMENTS = 16
SYLLABLES = ("ka", "lo", "mi", "ne", "ru", "so", "ta", "vi", "be", "du", "fa", "go", "he", "ji", "pu", "wo", "zä", "xü")
GERMAN = """Sehr geehrte Damen und Herren, wir danken für Ihre Nachricht und bitten um ein Angebot über Knöpfe aus
Perlmutt in vier Größen. Die Lieferung sollte bis Ende des Monats bei uns eintreffen, damit wir die Mäntel rechtzeitig
fertigstellen können. Bitte nennen Sie uns auch den Preis für eine größere Menge und die Zeit, die Sie dafür brauchen.
Mit freundlichen Grüßen aus Hamburg""".split()
ENGLISH = """Dear Sir or Madam, thank you for your message of last week about the buttons for our winter collection. We
would like to ask you for a quotation for ten thousand pieces in four different sizes and colours. The goods should reach
our warehouse before the end of the month, so please let us know how long it takes and what the freight would be. Kind
regards from Leeds""".split()


def keywords(chance):
    """Words of four syllables, none within another, some with an umlaut."""
    found = []
    known = set()
    while len(found) < max(SIZES):
        word = "".join(chance.choice(SYLLABLES) for _ in range(4)) + chance.choice("nrst")
        if word not in known:
            known.add(word)
            found.append(word)
    return found


def encoded(text):
    """Base64 words of 30 characters of text each, whatever they cut in two, folded."""
    parts = (text[start:start + 30] for start in range(0, len(text), 30))
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(part.encode()).decode()}?=" for part in parts)


def message(number, words, chance):
    """One message of about 15 kB with the header of mail that came a long way, and the keyword in its subject or None."""
    # Most mail is about what the first rules are about, and every tenth message about nothing.
    part = chance.random()
    last = 20 if part < 0.6 else 500 if part < 0.8 else len(words)
    keyword = chance.choice(words[:last]) if part < 0.9 else None
    language = GERMAN if number % 2 else ENGLISH
    subject = chance.choice(("", "Re: ", "AW: ")) + " ".join(chance.sample(language, 4)) + f" {keyword or ''} {number}"
    if chance.random() < 0.43:
        written = encoded(subject)
    elif chance.random() < 0.3:
        written = subject.replace(f" {keyword} ", f"\r\n {keyword} ") if keyword else subject
    else:
        written = subject
    blob = lambda octets: base64.b64encode(chance.randbytes(octets)).decode()  # noqa: E731
    fold = lambda text: "\r\n\t".join(textwrap.wrap(text, 72))  # noqa: E731
    host = f"mx{number % 40}.customer{number % 300}.example"
    trace = "".join(
        f"Received: from relay{hop}.{host} (relay{hop}.{host} [192.0.2.{hop + 1}])\r\n"
        f"\tby mail{hop}.buttons.test (Postfix) with ESMTPS id {chance.getrandbits(44):011X}\r\n"
        f"\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\r\n"
        f"\tfor <info@buttons.test>; Sun, 22 Nov 2026 12:00:0{hop} +0000 (UTC)\r\n"
        for hop in range(chance.randint(3, 6)))
    author = f"kunde{number}@customer{number % 300}.example"
    multipart = chance.random() < 0.6
    boundary = f"=_part_{number}"
    header = (
        f"Return-Path: <{author}>\r\nDelivered-To: info@buttons.test\r\n{trace}"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=customer{number % 300}.example; s=k1;\r\n"
        f"\th=from:to:subject:date:message-id:mime-version:content-type;\r\n\tbh={blob(32)};\r\n\tb={fold(blob(256))}\r\n"
        f"Authentication-Results: mail.buttons.test; dkim=pass header.d=customer{number % 300}.example;\r\n"
        f"\tspf=pass smtp.mailfrom={author}; dmarc=pass header.from=customer{number % 300}.example\r\n"
        f"X-Received: by 2002:a05:6402:{number % 9999}:b0 with SMTP id {blob(30)}\r\n"
        f"From: {chance.choice(('Anna', 'Bernd', 'Clara'))} {chance.choice(('Meyer', 'Smith'))} <{author}>\r\n"
        f"To: \"Happy Buttons\" <info@buttons.test>{chance.choice(('', ', Zweite Person <zweite@customer.example>'))}\r\n"
        f"Subject: {written}\r\nDate: Sun, 22 Nov 2026 13:00:00 +0100\r\nMessage-ID: <{blob(18)}.{number}@{host}>\r\n"
        + chance.choice(("", f"In-Reply-To: <{blob(18)}@buttons.test>\r\nReferences: <{blob(18)}@buttons.test>\r\n"))
        + f"MIME-Version: 1.0\r\nX-Mailer: Microsoft Outlook 16.0\r\nThread-Index: {blob(22)}\r\nContent-Language: "
        f"{chance.choice(('de-DE', 'en-US'))}\r\nX-Spam-Status: No, score=-2.1 required=5.0\r\n"
        f"X-Originating-IP: [192.0.2.{number % 250}]\r\n"
        + (f"Content-Type: multipart/mixed;\r\n\tboundary=\"{boundary}\"\r\n\r\n" if multipart else
           "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"))
    text = "\r\n".join(textwrap.wrap(" ".join(chance.choices(language, k=chance.randint(60, 200))), 76)) + "\r\n"
    length = max(1000, int(chance.lognormvariate(9.35, 0.35)))
    if not multipart:
        quoted = "".join(f"> {line}\r\n" for line in textwrap.wrap(" ".join(chance.choices(language, k=length // 6)), 72))
        return (header + text + quoted).encode(), keyword
    html = "".join(f"<p>{' '.join(chance.choices(language, k=20))}</p>\r\n" for _ in range(12))
    body = (
        f"This is a message with parts.\r\n--{boundary}\r\nContent-Type: multipart/alternative; boundary=\"a{boundary}\"\r\n"
        f"\r\n--a{boundary}\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable"
        f"\r\n\r\n{quoted_printable(text)}\r\n--a{boundary}\r\nContent-Type: text/html; charset=\"utf-8\"\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n<html><body>{html}</body></html>\r\n--a{boundary}--\r\n\r\n"
        f"--{boundary}\r\nContent-Type: application/pdf; name=\"beleg.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Disposition: attachment; filename=\"beleg.pdf\"\r\n\r\n"
        + "\r\n".join(textwrap.wrap(blob(max(500, (length - 3000) * 3 // 4)), 76)) + f"\r\n--{boundary}--\r\n")
    return (header + body).encode(), keyword


def quoted_printable(text):
    return "".join(chr(octet) if octet < 128 and octet != 61 else f"={octet:02X}" for octet in text.encode())


class RuleBench:
    def __init__(self, folder, count):
        self.folder, self.count = folder, count
        chance = random.Random(20261122)
        self.words = keywords(chance)
        self.subjects, self.octets = [], []
        self.maildir = os.path.join(folder, "maildir")
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(self.maildir, name))
        for number in range(count):
            data, keyword = message(number, self.words, chance)
            self.subjects.append(keyword)
            self.octets.append(len(data))
            self.store(f"{1795348800 + number}.M{number}P1.bench,S={len(data)}:2,", data)
        self.places = {word: place for place, word in enumerate(self.words)}
        for size in SIZES:
            self.write_rules(size)
        self.configuration = os.path.join(folder, "dovecot.conf")
        with open(self.configuration, "w") as file:
            file.write(f"mail_location = maildir:{self.maildir}:INDEX=MEMORY\nprotocols =\nssl = no\nlog_path = /dev/stderr\n"
                       "namespace inbox {\n  inbox = yes\n}\nplugin {\n  sieve_max_script_size = 0\n}\n"
                       + ("mail_uid = nobody\nmail_gid = nogroup\nfirst_valid_uid = 1\n" if os.getuid() == 0 else ""))
        if os.getuid() == 0:  # sieve-filter gives its privileges up and must still write its index and its binary.
            subprocess.run(["chown", "-R", "nobody:nogroup", folder], check=True)

    def store(self, name, data):
        with open(os.path.join(self.maildir, "cur", name), "wb") as file:
            file.write(data)

    def write_rules(self, size):
        """Every word sends mail to a department of its own number; everything else stays where it is."""
        rules = os.path.join(self.folder, f"rules-{size}")
        os.makedirs(rules)
        with open(os.path.join(rules, "main.yaml"), "w") as file:
            file.write("version: 1\nroutes:\n")
            for place, word in enumerate(self.words[:size]):
                file.write(f"  - {{id: r.{place}, subject: {{contains: {word}}}, department: d{place % DEPARTMENTS}, "
                           "acknowledge: customer_inquiry}\n")
            file.write("  - otherwise: {id: rest, department: keep, acknowledge: customer_inquiry}\n")
        with open(os.path.join(self.folder, f"rules-{size}.sieve"), "w") as file:
            file.write('require ["fileinto"];\n')
            for place, word in enumerate(self.words[:size]):
                file.write(f'if header :contains "subject" "{word}" {{\n  fileinto "d{place % DEPARTMENTS}";\n  stop;\n}}\n')

    def expected(self, size):
        places = [self.places.get(word, size) for word in self.subjects]
        return [f"d{place % DEPARTMENTS}" if place < size else "keep" for place in places]

    def mailroom(self, size):
        return [MAILROOM, "replay", "--rules", os.path.join(self.folder, f"rules-{size}"), "--own", "info@buttons.test",
                "--format", "jsonl", self.maildir]

    def sieve(self, size, *options):
        return ["sieve-filter", *options, "-c", self.configuration, os.path.join(self.folder, f"rules-{size}.sieve"),
                "INBOX"]

    def run(self, command):
        """Wall seconds, CPU seconds and peak memory in MB, on the first core this process may use."""
        environment = {**os.environ, "HOME": self.folder, "USER": "nobody" if os.getuid() == 0 else os.environ["USER"]}
        core = str(min(os.sched_getaffinity(0)))
        # A small process in between: a child's peak begins with that of the process it was forked from.
        measured = subprocess.run(
            [sys.executable, "-c", MEASURE, "taskset", "-c", core, *command], stdout=subprocess.PIPE, env=environment)
        if measured.returncode != 0:
            sys.exit(f"failed: {' '.join(command)}")
        return tuple(json.loads(measured.stdout))

    def check(self, size):
        """How many messages each of the two files right, of all."""
        expected = self.expected(size)
        rows = subprocess.run(self.mailroom(size), check=True, stdout=subprocess.PIPE).stdout.splitlines()
        found = {os.path.basename(row["file"]): row["department"] for row in map(json.loads, rows)}
        numbers = {int(name.split(".M")[1].split("P")[0]): department for name, department in found.items()}
        ours = sum(numbers.get(number) == department for number, department in enumerate(expected))
        if size > 500:
            return ours, None  # The scripts are made alike, and it would take minutes to see it again.
        environment = {**os.environ, "HOME": self.folder, "USER": "nobody" if os.getuid() == 0 else os.environ["USER"]}
        text = subprocess.run(self.sieve(size, "-v"), check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                              env=environment).stdout.decode(errors="replace")
        theirs = 0
        for part in text.split(">> Filtering message:")[1:]:
            folder = part.split("store message in folder: ")[1].split("\n")[0] if "* store" in part else "INBOX"
            number = int(re.search(r"ID: +<[^>]*\.(\d+)@", part).group(1))
            theirs += expected[number] == ("keep" if folder == "INBOX" else folder)
        return ours, theirs


    def hostile(self):
        """Milliseconds of CPU for one message of each kind, 5,000 rules loaded; what loading takes is taken off."""
        copies = 50
        word = self.words[0]
        kinds = {
            "subject of 1 MB": "Subject: " + f"{word[:-1]} " * (1 << 17),
            "100,000 encoded words": "Subject:" + "\r\n =?utf-8?B?w6R4?=" * 100000,
            "100,000 encoded words of other charsets": "Subject:" + "".join(
                f"\r\n =?{name}?Q?=E4?=" for name in ("koi8-r", "iso-2022-jp", "nonsense", "gb18030")) * 25000,
            "nested comments in every address": "".join(f"{name}: {'(' * 20000}\r\n" for name in ("From", "To", "Cc")),
            "combining characters only": "Subject: " + "\u0301" * (1 << 19),
            "combining characters in one encoded word":
                "Subject: =?utf-8?B?" + base64.b64encode(("a" + "\u0315\u0300\u05AE" * 9000).encode()).decode() + "?=",
            "ligatures that unfold to eighteen letters": "Subject: " + "\uFDFA" * (1 << 18),
            "1,000 fields": "".join(f"X-{number}: =?utf-8?Q?=C3=A4?=\r\n" for number in range(1000)),
        }
        found = {}
        for name, header in [("", "Subject: x")] + list(kinds.items()):
            folder = os.path.join(self.folder, "hostile")
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            for number in range(copies):
                with open(os.path.join(folder, f"{number}.eml"), "wb") as file:
                    file.write((header + "\r\n\r\ntext\r\n").encode())
            command = self.mailroom(5000)[:-1] + [folder]
            runs = [self.run(command) for _ in range(3)]
            found[name] = min(cpu for _, cpu, _ in runs), max(peak for _, _, peak in runs)
        base = found.pop("")[0]
        return [(name, (cpu - base) / copies * 1000, peak) for name, (cpu, peak) in found.items()]

    def loading(self):
        """Seconds to load 50,000 lines in one file of about 8 MB, and to decide one message; peak memory in MB."""
        chance = random.Random(1)
        rules = os.path.join(self.folder, "rules-50000")
        os.makedirs(rules)
        with open(os.path.join(rules, "main.yaml"), "w") as file:
            file.write("version: 1\nroutes:\n")
            for number in range(50000):
                word = "".join(chance.choice(SYLLABLES) for _ in range(7))
                file.write(f"  - {{id: rule-number.{number}, subject: {{contains: [{word}, {word[::-1]}, \"the {word} of "
                           f"{number}\"]}}, department: d{number % DEPARTMENTS}, acknowledge: customer_inquiry}}\n")
            file.write("  - otherwise: {id: rest, department: keep, acknowledge: customer_inquiry}\n")
        one = os.path.join(self.folder, "one")
        os.makedirs(one)
        with open(os.path.join(one, "x.eml"), "wb") as file:
            file.write(b"Subject: x\r\n\r\n")
        return [self.run([MAILROOM, "replay", "--rules", rules, one]) for _ in range(3)]


def floor(bench):
    """Opening and reading every file, and nothing else: what is left of a second is for deciding."""
    folder = os.path.join(bench.maildir, "cur")
    names = sorted(os.listdir(folder))
    begin = time.process_time()
    for name in names:
        descriptor = os.open(f"{folder}/{name}", os.O_RDONLY)
        os.fstat(descriptor)
        os.read(descriptor, 131072)
        os.close(descriptor)
    return time.process_time() - begin


def spread(values, form="{:,.0f}"):
    return f"{form.format(statistics.median(values))} ({form.format(min(values))} to {form.format(max(values))})"


def measure(count, rounds):
    """The table of the rules part, as Markdown."""
    folder = tempfile.mkdtemp(prefix="mailroom-bench-", dir="/tmp")
    os.chmod(folder, 0o755)
    try:
        return table(RuleBench(folder, count), rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(bench, rounds):
    count = bench.count
    for size in SIZES:
        ours, theirs = bench.check(size)
        print(f"{size} rules: mailroom files {ours} of {count} right"
              + (f", sieve-filter {theirs}" if theirs is not None else ""), file=sys.stderr)
        if ours != count or theirs not in (count, None):
            sys.exit("a figure for wrong answers would mean nothing")
    results = {}
    for number in range(rounds):
        results.setdefault("floor", []).append(floor(bench))
        for size in SIZES:
            results.setdefault(("mailroom", size), []).append(bench.run(bench.mailroom(size)))
            # 5,000 rules take sieve-filter minutes: not measured.
            if size <= 500:
                results.setdefault(("sieve", size), []).append(bench.run(bench.sieve(size)))
        print(f"round {number + 1} of {rounds}: " + ", ".join(
            f"{name} {size}: {count / runs[-1][0]:,.0f}/s, {runs[-1][1] / count * 1e6:.1f} µs"
            for (name, size), runs in ((key, runs) for key, runs in results.items() if key != "floor")), file=sys.stderr)
    lines = ["| offline, one core, files warm | rules | messages a second | CPU µs a message | peak memory MB |",
             "|---|---|---|---|---|"]
    lines.append(f"| open and read each file, Python | | | {spread([w / count * 1e6 for w in results['floor']], '{:.1f}')} | |")
    rates = {}
    for name, title in (("mailroom", "`mailroom replay --format jsonl`"), ("sieve", "`sieve-filter`, simulating")):
        for size in SIZES:
            if (name, size) in results:
                runs = results[name, size]
                rates[name, size] = [count / wall for wall, _, _ in runs]
                lines.append(
                    f"| {title} | {size:,} | {spread(rates[name, size])} | "
                    f"{spread([cpu / count * 1e6 for _, cpu, _ in runs], '{:.1f}')} | "
                    f"{spread([peak for _, _, peak in runs])} |")
    for size in SIZES[1:]:
        ratio = [a / b for a, b in zip(rates["mailroom", size], rates["mailroom", SIZES[0]])]
        lines.append(f"| mailroom, {size:,} rules to {SIZES[0]} | | {spread(ratio, '{:.2f}')} | | |")
    for size in (20, 500):
        ratio = [a / b for a, b in zip(rates["mailroom", size], rates["sieve", size])]
        lines.append(f"| mailroom to sieve-filter | {size:,} | {spread(ratio, '{:.1f}')} | | |")
    lines.append("")
    lines.append(f"Median (lowest to highest) of {rounds} rounds in turn; {count:,} messages, median "
                 f"{statistics.median(bench.octets):,.0f} octets; {platform.machine()}.\n")
    lines += ["| one hostile message, 5,000 rules loaded | CPU ms | peak memory MB |", "|---|---|---|"]
    lines += [f"| {name} | {cost:.1f} | {peak:.0f} |" for name, cost, peak in bench.hostile()]
    runs = bench.loading()
    lines.append(f"\nA rule file of 50,000 lines and 8 MB is loaded in {min(cpu for _, cpu, _ in runs):.1f} s of CPU and "
                 f"{max(peak for _, _, peak in runs):.0f} MB.\n")
    return "\n".join(lines)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    print(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10000, int(sys.argv[2]) if len(sys.argv) > 2 else 5))
