"""A script and its payload on one standard input, as a remote session sends them."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, cast

from tests.lab_shell.practice_host import ENVIRONMENT, Host

LOADER = """m=abc123; while IFS= read -r l; do [ "$l" = "begin-$m" ] && break; done; s=
while IFS= read -r l; do [ "$l" = "end-$m" ] && break; s="$s$l
"; done; echo "ready-$m"; eval "$s\""""

SCRIPT = """set -u
umask 077
exec 3>&1
part=/tmp/part

# both_ways: one line to each stream
both_ways() {
    echo "to standard output"
    echo "to standard error: $1" >&2
}

section() {
    name=$1
    shift
    printf 'begin %s\\n' "$name"
    err=$( "$@" 2>&1 >&3 )
    code=$?
    printf 'end %s %d\\n' "$name" "$code"
    [ -z "$err" ] || printf 'complaint: %s\\n' "$err"
}

inside() {
    cat <<-END
\tindented ${1:-nothing}
\tEND
    cat <<'END'
not expanded: $1 `no` \\\\
END
    return 4
}

section first both_ways "one  two"
section second inside here
total=0
@LINES@
echo "total $total"
cat >"$part"
set -- $(sha256sum "$part")
echo "hash $1"
ls -ln "$part" | cut -c 1-10
exec 3>&-
"""


class OneReader:
    """A stream that only has read, which waits for everything it was asked for, as some network streams do."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int) -> bytes:
        return self._data.read(size)


def test_a_long_script_and_a_binary_payload(host: Host) -> None:
    payload = hashlib.shake_256(b"payload").digest(300_000) + b"\nend-abc123\nno newline at the end"
    script = SCRIPT.replace("@LINES@", "\n".join(f"total=$((total + {number}))" for number in range(160)))
    assert script.count("\n") > 190

    answer = host.run(LOADER, b"junk\n" + f"begin-abc123\n{script}end-abc123\n".encode() + payload)

    assert answer.err == b""
    assert answer.out.decode().split("\n") == [
        "ready-abc123",
        "begin first",
        "to standard output",
        "end first 0",
        "complaint: to standard error: one  two",
        "begin second",
        "indented here",
        "not expanded: $1 `no` \\\\",
        "end second 4",
        f"total {sum(range(160))}",
        f"hash {hashlib.sha256(payload).hexdigest()}",
        "-rw-------",
        "",
    ]
    assert answer.status == 0
    assert (host.root / "tmp/part").read_bytes() == payload


def test_read_takes_not_one_byte_beyond_its_line(host: Host) -> None:
    data = b"first line\n\x00\xff\n\nrest\r\n"
    assert host.run('read -r a; printf "%s|" "$a"; cat', data).out == b"first line|" + data[11:]
    assert host.run("head -n 1 >/dev/null; head -c 2; cat | wc -c", data).out == b"\x00\xff8\n"


def test_a_stream_that_waits_for_all_it_is_asked_for(host: Host) -> None:
    out = io.BytesIO()
    stdin = cast(BinaryIO, OneReader(b"one\ntwo\n" + bytes(200_000)))
    assert host.shell.run("read a; read b; echo $a $b; wc -c", stdin, out, io.BytesIO()) == 0
    assert out.getvalue() == b"one two\n200000\n"


def test_a_script_on_standard_input_leaves_the_rest_to_its_commands(host: Host) -> None:
    assert host.run("sh", b'read x\nfor me\necho "got $x"\ncat\nthe rest\n').out == b"got for me\nthe rest\n"


def test_bytes_that_are_not_text_survive(host: Host) -> None:
    every = bytes(range(1, 10)) + bytes(range(11, 256))
    assert host.run("IFS= read -r x; printf '%s' \"$x\"", every + b"\n").out == every
    assert host.run('x=$(cat); set -- "$x"; printf \'%s\' "${1#?}"', every).out == every[1:]


def test_a_large_payload_streams(host: Host) -> None:
    """Nothing may gather it in memory: the source makes 100 MB as they are read."""

    class Source(io.RawIOBase):
        left = 100 * 1024 * 1024
        most_asked = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.most_asked = max(self.most_asked, size)
            size = min(size, self.left)
            self.left -= size
            return bytes(size)

    source = Source()
    out = io.BytesIO()
    assert host.shell.run("cat >/tmp/big && stat -c %s /tmp/big", cast(BinaryIO, source), out, io.BytesIO()) == 0
    assert out.getvalue() == b"104857600\n"
    assert source.most_asked <= 1 << 16
    assert host.run("cat /tmp/big | tee /dev/null | wc -c; rm /tmp/big").out == b"104857600\n"


def test_the_command_is_text_in_any_script(host: Host) -> None:
    assert host.run("x=ä€; printf '%s ' \"$x\" ${#x}; echo ä >/tmp/ü; ls /tmp").out.decode() == "ä€ 5 ü\n"


def test_the_callers_streams_are_not_used_after_the_run(host: Host) -> None:
    out = io.BytesIO()
    host.shell.run("(sleep 0.2; echo late; echo later >/tmp/never) & echo early", io.BytesIO(), out, io.BytesIO())
    host.run("sleep 0.5")
    assert out.getvalue() == b"early\n"
    assert not (host.root / "tmp/never").exists()


def test_a_reader_that_went_away_ends_the_command_quietly(host: Host) -> None:
    out, err = io.BytesIO(), io.BytesIO()
    out.close()
    assert host.shell.run("echo a; echo b >/tmp/b", io.BytesIO(), out, err) == 141
    assert not (host.root / "tmp/b").exists()
    assert err.getvalue() == b""


def test_programs_see_the_hosts_environment_and_nothing_of_the_machines(host: Host) -> None:
    names = host.run("env | cut -d = -f 1").out.decode().split()
    assert set(names) - {"PWD"} == set(ENVIRONMENT)
