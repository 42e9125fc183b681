"""Write notes.json: verifier keys, notes, checkpoints, proofs and tile paths, good and bad.

Built with the functions of make_log.py. `python -m vectors.make_notes` in tests/ writes it.
"""

from __future__ import annotations

from base64 import b64decode
from typing import Any

from vectors import make_log as log
from vectors import rfc6962

P = 2**255 - 19  # the field of RFC 8032, 5.1
ROOT = log.b64(rfc6962.mth(log.leaves()))
EMPTY = log.b64(rfc6962.mth([]))


def all_cases() -> dict[str, Any]:
    return {
        "vkeys": {"good": _good_vkeys(), "bad": _bad_vkeys()},
        "notes": {"good": _good_notes(), "bad": _bad_notes(), "verdicts": _judged_notes()},
        "checkpoints": {"good": _good_checkpoints(), "bad": _bad_checkpoints()},
        "proofs": {"good": _good_proofs(), "bad": _bad_proofs()},
        "tile_paths": {"good": _good_paths(), "bad": _bad_paths()},
    }


def _key(kind: int = 1, name: str = log.ORIGIN, public: bytes | None = None) -> str:
    return log.vkey(name, kind, public or log.public(log.LOG_SEED))


def _good_vkeys() -> list[dict[str, Any]]:
    public = log.public(log.LOG_SEED).hex()
    return [
        {"vkey": _key(), "name": log.ORIGIN, "kind": 1, "public": public},
        {"vkey": _key(4), "name": log.ORIGIN, "kind": 4, "public": public},
        {"vkey": _key(1, "Cà-Mau/ổ"), "name": "Cà-Mau/ổ", "kind": 1, "public": public},
    ]


def _bad_vkeys() -> list[dict[str, str]]:
    good, public = _key(), log.public(log.LOG_SEED)
    name, key_id, data = good.split("+", 2)
    bad = {
        "empty": "",
        "name only": name,
        "no key": f"{name}+{key_id}",
        "empty key": f"{name}+{key_id}+",
        "no name": _key(1, ""),
        "space in the name": _key(1, "led ger"),
        "line feed in the name": _key(1, "led\nger"),
        "no-break space in the name": _key(1, "led\u00a0ger"),
        "ideographic space in the name": _key(1, "led\u3000ger"),
        "line separator in the name": _key(1, "led\u2028ger"),
        "plus in the name": _key(1, "led+ger"),
        "another name": f"other.example+{key_id}+{data}",
        "key ID in capitals": f"{name}+{key_id.upper()}+{data}",
        "key ID too long": f"{name}+{key_id}0+{data}",
        "key ID of another type": f"{name}+{key_id}+{_key(4).split('+', 2)[2]}",
        "unknown type": _key(2),
        "a line feed after": good + "\n",
        "31 bytes": _key(public=public[:31]),
        "33 bytes": _key(public=public + b"\0"),
        "the last bit of the key flipped": good[:-1] + "5",
    }
    weak = {
        "order 1": (1).to_bytes(32, "little"),
        "order 2": (P - 1).to_bytes(32, "little"),
        "order 4": bytes(32),
        "not canonical": (P + 3).to_bytes(32, "little"),
    }
    return [{"name": n, "vkey": v, "code": "vkey_malformed"} for n, v in bad.items()] + [
        {"name": n, "vkey": _key(public=p), "code": "weak_key"} for n, p in weak.items()
    ]


def _good_notes() -> list[dict[str, Any]]:
    text = log.checkpoint(3)
    logged, witnessed = log.log_line(text), log.witness_line(text)
    stranger = log.log_line(text, origin="other.example", seed=b"x" * 32)
    unknown = "\u2014 unknown.example AAAAAAA=\n"
    odd = "two\n\nempty\n\n\nlines\n"
    cases = {
        "log": (text, logged),
        "log and witness": (text, logged + witnessed),
        "witness first": (text, witnessed + logged),
        "the same twice": (text, logged + logged),
        "a stranger's signature": (text, logged + stranger),
        "an unknown kind of signature": (text, unknown + logged),
        "64 signatures": (text, logged + stranger * 63),
        "empty lines in the text": (odd, log.log_line(odd)),
        "a text of one empty line": ("\n", log.log_line("\n")),
        "letters beyond ASCII": ("nguồn\n🦀\n", log.log_line("nguồn\n🦀\n")),
    }
    return [
        {"name": n, "note": f"{t}\n{s}", "text": t, "signatures": s.count("\n")}
        for n, (t, s) in cases.items()
    ]


def _bad_notes() -> list[dict[str, str]]:
    text = log.checkpoint(3)
    line = log.log_line(text)
    start, name, blob = line[:-1].split(" ")
    good = f"{text}\n{line}"
    cases = {
        "empty": "",
        "text only": text,
        "no signature": text + "\n",
        "no empty line": text + line,
        "no line feed at the end": good[:-1],
        "an empty line at the end": good + "\n",
        "a line without an end after the signatures": good + "rest",
        "a signature line only": line,
        "a signature line after one letter": "x" + line,
        "65 signatures": f"{text}\n{line * 65}",
        "byte order mark": "\ufeff" + good,
        "carriage returns": good.replace("\n", "\r\n"),
        "a tab": good.replace("\n3\n", "\n3\t\n"),
        "a zero byte": good.replace("\n3\n", "\n3\0\n"),
        "a delete character": good.replace("\n3\n", "\n3\x7f\n"),
        "a hyphen for the dash": good.replace(start, "-"),
        "no dash": f"{text}\n{name} {blob}\n",
        "no space after the dash": f"{text}\n{start}{name} {blob}\n",
        "two spaces": f"{text}\n{start}  {name} {blob}\n",
        "two spaces before the signature": f"{text}\n{start} {name}  {blob}\n",
        "a space at the end": f"{text}\n{start} {name} {blob} \n",
        "no signature bytes": f"{text}\n{start} {name}\n",
        "an empty signature": f"{text}\n{start} {name} \n",
        "no name": f"{text}\n{start}  {blob}\n",
        "plus in the name": f"{text}\n{start} a+b {blob}\n",
        "no-break space in the name": f"{text}\n{start} a\u00a0b {blob}\n",
        "only a key ID": f"{text}\n{start} {name} AAAAAA==\n",
        "second spelling of the base64": f"{text}\n{start} {name} AAAAAAB=\n",
        "base64url": f"{text}\n{start} {name} AAAAAA-_\n",
        "base64 without padding": f"{text}\n{start} {name} AAAAAAA\n",
        "a second line that is none": good + "\u2014\n",
    }
    broken = {
        "not UTF-8": good.encode().replace(b"\n3\n", b"\n3\xff\n"),
        "half a surrogate pair": good.encode().replace(b"\n3\n", b"\n3\xed\xa0\x80\n"),
        "overlong UTF-8": good.encode().replace(b"\n3\n", b"\n\xc0\xb3\n"),
    }
    return [{"name": n, "note": t} for n, t in cases.items()] + [
        {"name": n, "hex": data.hex()} for n, data in broken.items()
    ]


def _judged_notes() -> list[dict[str, str]]:
    """Return notes that parse, and what the two verifier keys of log.json say to them."""
    text = log.checkpoint(3)
    other = log.checkpoint(2)
    line, witness = log.log_line(text), log.witness_line(text)
    key = log.key_id(log.ORIGIN, 1, log.public(log.LOG_SEED))
    short = f"\u2014 {log.ORIGIN} {log.b64(key + bytes(63))}\n"
    stamp = log.key_id(log.WITNESS, 4, log.public(log.WITNESS_SEED))
    no_time = f"\u2014 {log.WITNESS} {log.b64(stamp + bytes(7))}\n"
    later = witness.replace(witness.split(" ")[2], log.witness_line(text, time=1).split(" ")[2])
    moved = _with_time(witness, 1)
    cases = {
        "the log's signature on another text": (other + "\n" + line, "bad", "missing"),
        "one good and one bad": (f"{text}\n{line}{short}", "bad", "missing"),
        "63 bytes": (f"{text}\n{short}", "bad", "missing"),
        "witness only": (f"{text}\n{witness}", "missing", "good"),
        "another time, signed": (f"{text}\n{line}{later}", "good", "good"),
        "another time, not signed": (f"{text}\n{line}{moved}", "good", "bad"),
        "a cosignature without its time": (f"{text}\n{line}{no_time}", "good", "bad"),
        "a cosignature on another text": (
            f"{other}\n{log.log_line(other)}{witness}",
            "good",
            "bad",
        ),
        "the log's key under another name": (
            f"{text}\n{line.replace(log.ORIGIN, 'other.example')}",
            "missing",
            "missing",
        ),
    }
    return [{"name": n, "note": t, "log": a, "witness": b} for n, (t, a, b) in cases.items()]


def _with_time(line: str, time: int) -> str:
    dash, name, blob = line[:-1].split(" ")
    raw = b64decode(blob)
    return f"{dash} {name} {log.b64(raw[:4] + time.to_bytes(8, 'big') + raw[12:])}\n"


def _good_checkpoints() -> list[dict[str, Any]]:
    return [
        {"text": f"{log.ORIGIN}\n70000\n{ROOT}\n", "origin": log.ORIGIN, "size": "70000"},
        {"text": f"o\n0\n{EMPTY}\n", "origin": "o", "size": "0"},
        {"text": f"o\n{2**53 + 1}\n{ROOT}\n", "origin": "o", "size": str(2**53 + 1)},
        {"text": f"o\n{2**63 - 1}\n{ROOT}\n", "origin": "o", "size": str(2**63 - 1)},
    ]


def _bad_checkpoints() -> list[dict[str, str]]:
    cases = {
        "empty": "",
        "two lines": "o\n1\n",
        "no line feed at the end": f"o\n1\n{ROOT}",
        "an extension line": f"o\n1\n{ROOT}\nextension\n",
        "a fourth line without an end": f"o\n1\n{ROOT}\nextension",
        "an empty line more": f"o\n1\n{ROOT}\n\n",
        "no origin": f"\n1\n{ROOT}\n",
        "size with a leading zero": f"o\n01\n{ROOT}\n",
        "size with a sign": f"o\n+1\n{ROOT}\n",
        "negative size": f"o\n-1\n{ROOT}\n",
        "size 2^63": f"o\n{2**63}\n{ROOT}\n",
        "size in Arabic digits": f"o\n\u0663\n{ROOT}\n",
        "no size": f"o\n\n{ROOT}\n",
        "root of 31 bytes": f"o\n1\n{log.b64(bytes(31))}\n",
        "root of 33 bytes": f"o\n1\n{log.b64(bytes(33))}\n",
        "second spelling of the root": f"o\n1\n{ROOT.replace('4=', '5=')}\n",
        "root without padding": f"o\n1\n{ROOT[:-1]}\n",
        "size 0 with a root of leaves": f"o\n0\n{ROOT}\n",
    }
    return [{"name": n, "text": t} for n, t in cases.items()]


def _good_proofs() -> list[dict[str, Any]]:
    note = _note(3)
    hashes = [log.b64(h) for h in rfc6962.path(1, log.leaves()[:3])]
    head = "c2sp.org/tlog-proof@v1\n"
    return [
        {
            "name": "inclusion of entry 1 of 3",
            "text": f"{head}index 1\n{_lines(hashes)}\n{note}",
            "index": 1,
            "hashes": hashes,
            "extra": None,
        },
        {
            "name": "with an extra line",
            "text": f"{head}extra AAEC\nindex 1\n{_lines(hashes)}\n{note}",
            "index": 1,
            "hashes": hashes,
            "extra": "AAEC",
        },
        {
            "name": "a tree of one entry",
            "text": f"{head}index 0\n\n{_note(1)}",
            "index": 0,
            "hashes": [],
            "extra": None,
        },
    ]


def _bad_proofs() -> list[dict[str, str]]:
    note, line = _note(3), log.b64(bytes(32))
    head = "c2sp.org/tlog-proof@v1\n"
    cases = {
        "empty": "",
        "header only": head,
        "header and a checkpoint": f"{head}\n{note}",
        "another version": f"c2sp.org/tlog-proof@v2\nindex 0\n\n{note}",
        "a carriage return": f"c2sp.org/tlog-proof@v1\r\nindex 0\n\n{note}",
        "no header": f"index 0\n\n{note}",
        "no index": f"{head}{line}\n\n{note}",
        "extra without an index": f"{head}extra AAEC\n\n{note}",
        "extra after the index": f"{head}index 0\nextra AAEC\n\n{note}",
        "extra twice": f"{head}extra AAEC\nextra AAEC\nindex 0\n\n{note}",
        "extra that is not base64": f"{head}extra A\nindex 0\n\n{note}",
        "index with a leading zero": f"{head}index 00\n\n{note}",
        "index with two spaces": f"{head}index  0\n\n{note}",
        "index in Arabic digits": f"{head}index \u0663\n\n{note}",
        "index 2^63": f"{head}index {2**63}\n\n{note}",
        "a negative index": f"{head}index -1\n\n{note}",
        "no number": f"{head}index\n\n{note}",
        "another word": f"{head}Index 0\n\n{note}",
        "a hash of 31 bytes": f"{head}index 0\n{log.b64(bytes(31))}\n\n{note}",
        "a hash of 33 bytes": f"{head}index 0\n{log.b64(bytes(33))}\n\n{note}",
        "a hash in base64url": f"{head}index 0\n{log.b64(b'?' * 32).replace('/', '_')}\n\n{note}",
        "a hash without padding": f"{head}index 0\n{line[:-1]}\n\n{note}",
        "64 hashes": f"{head}index 0\n{_lines([line] * 64)}\n{note}",
        "no empty line": f"{head}index 0\n{line}\n",
        "no line feed after the index": f"{head}index 0",
    }
    return [{"name": n, "text": t} for n, t in cases.items()]


def _note(size: int) -> str:
    text = log.checkpoint(size)
    return f"{text}\n{log.log_line(text)}"


def _lines(items: list[str]) -> str:
    return "".join(f"{item}\n" for item in items)


def _good_paths() -> list[dict[str, Any]]:
    return [
        {"path": "000", "number": 0, "width": 256},
        {"path": "067", "number": 67, "width": 256},
        {"path": "999", "number": 999, "width": 256},
        {"path": "x001/000", "number": 1000, "width": 256},
        {"path": "x001/x234/067", "number": 1_234_067, "width": 256},
        {"path": "x001/x234/067.p/1", "number": 1_234_067, "width": 1},
        {"path": "000.p/255", "number": 0, "width": 255},
        {"path": "x036/x028/x797/x018/x963/967", "number": (2**63 - 1) // 256, "width": 256},
    ]


def _bad_paths() -> list[dict[str, str]]:
    groups = "0 00 0000 1 1234 x000 x000/001 000/001 001/000 x001/x000 x1/000 x001/00 x001/0000"
    marks = "xx001/000 X001/000 x001//000 /000 000/ -01 +01 0_1 0x1"
    widths = "000.p 000.p/ 000.p/0 000.p/256 000.p/01 000.p/-1 000.p/1/ 000.p/1.p/1 .p/1 000.P/1"
    more = "000.p/1000 000.p/x001 000/.p/1 000.p//1"
    letters = [
        *("", " 00", "00 ", "000\n", "000.p/1\n", "000.p/\u0663", "x\u0660\u0660\u0661/000"),
        *("\u0660\u0660\u0660", "\uff10\uff10\uff10", "\u00b2\u00b2\u00b2"),
    ]
    large = [
        "1" * 5000,
        "x036/x028/x797/x018/x963/968",
        "x999/" * 6 + "999",
        "x001/" * 2000 + "000",
    ]
    paths = [*f"{groups} {marks} {widths} {more}".split(" "), *letters, *large]
    return [{"path": path} for path in paths]


if __name__ == "__main__":
    (log.HERE / "notes.json").write_text(log.render(all_cases()), encoding="utf-8")
