"""Spoiling files, the same way for the same number: what people, programs and bad intent make of them."""

import gzip
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from random import Random
from typing import Any

import orjson

Spoil = Callable[[Random, bytes], bytes]

# No spoilt file is larger than this; what it stands for when unpacked may be.
LARGEST = 1_000_000
MOST_CHANGES = 3
LONG, DEEP = 20_000, 6_000
BOMB, SMALL_BOMB = 20_000_000, 400_000
# Passes the eleven-test; made up.
BSN = "111222333"
TOKEN = re.compile(rb"[^\s;,:\"'<>{}\[\]=|/]+")
MARKS = b";,\t\"'<>{}[]:=&#*-\n\r\\|!%@`"
NUMBERS = (
    "0", "-1", "-0", "1e999", "1e9999999999999999999", "1E-400", "NaN", "-Infinity", "inf", "9" * 19, "9" * 5_000,
    "0" * 12 + "9" * 30, "0." + "1" * 400, "1.234", "1,5", "1.234,567", "0x1F", "010", "1_000", "٣", "²", "½", "+5",
)  # fmt: skip
DAYS = (
    "2026-02-30", "31-02-2026", "0000-00-00", "9999-12-31", "10000-01-01", "1949-12-31", "2150-12-31", "-2026-01-01",
    "2026-13-01", "2026-1-1", "2026-W01-1", "٢٠٢٦-٠١-٠١", "2026-01-01T25:61:61Z", "2026-K5", "2026-K1", "0001-K1",
)  # fmt: skip
WORDS = (
    "null", "true", "~", "[]", "{}", "", " ", "\u202e\u2066", "\u200b", "\x00", "\ufeff", "\x1b[31m", "\x85", "\u2028",
    "\r", "\\", '\\"', "\\ud800", "\\u0000", "&#0;", "&#x1F600;", "&lol;", "<!--", "<![CDATA[", "%s%n", "{0}",
    "=1+1", "'; DROP TABLE contracts; --", "../../../etc/passwd", "𝄞", "é" * 300, "x" * 65, "x" * 10_001, "C-1", "P-1",
    "O-1", "anna", "verplichting", "!!python/object:os.system", "*a", "&a", "<<", "---", "...", "?", "- ", "|", BSN,
    f"{BSN[:3]} {BSN[3:6]} {BSN[6:]}", "jan@voorbeeld.nl", "_x000D_", "#REF!", "\ud800",
)  # fmt: skip
ENCODINGS = ("latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-7", "utf-8-sig", "cp500")
NESTS = (b"[", b'{"a":', b"<a>", b"- ", b"{", b"((", b"? ", b"&a [")
LAUGHS = b'<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = b'<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]>'
# A few lines that stand for four to the power of twenty values.
ALIASES = b"a0: &a0 [x, x]\n" + b"".join(
    b"a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n" % (n, n, *[n - 1] * 4) for n in range(1, 20)
)
ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, 2**63, 2**64 - 1, -(2**63), 1e308, "", "2026-02-30", "x", [], {}, [[]])
METHODS = (0, 1, 8, 9, 12, 14, 93, 99)


def spoilt(name: str, seeds: Sequence[bytes], spoil: Spoil, numbers: range) -> Iterator[tuple[int, bytes]]:
    """Give spoilt files, each with its number; number and name alone decide what becomes of the seeds."""
    for number in numbers:
        random = Random(f"{name}/{number}")  # the same for the same number
        yield number, spoil(random, random.choice(seeds))[:LARGEST]


def text(random: Random, content: bytes) -> bytes:
    """Spoil a file of text in one to three ways."""
    for _ in range(random.randint(1, MOST_CHANGES)):
        content = random.choice(CHANGES)(random, content)
    return content


def workbook(random: Random, content: bytes) -> bytes:
    """Spoil a workbook: the text of a part, the parts, or the bytes of the archive."""
    if random.random() < 0.2:
        return text(random, content)
    parts = _unpacked(content)
    at = random.randrange(len(parts))
    # What is in the cells stands in two of a dozen parts.
    cells = [number for number, (name, _) in enumerate(parts) if "sheet" in name or "sharedStrings" in name]
    at = random.choice([at, *cells, *cells])
    name, part = parts[at]
    match random.randrange(12):
        case 0:
            del parts[at]
        case 1:
            parts[at] = (random.choice(["../../x.xml", "xl/workbook.xml", "x", "xl/", name.upper()]), part)
        case 2:
            parts.append((name, random.choice(parts)[1]))
        case 3:
            parts[at] = (name, random.choice(parts)[1])
        case 4:
            parts[at] = (name, part + b"<row/>" * (random.choice([BOMB, SMALL_BOMB]) // 6))
        case 5:
            return listed_as(_packed(parts), random.choice(METHODS), locked=random.random() < 0.3)
        case _:
            parts[at] = (name, text(random, part))
    return _packed(parts)


def backup(random: Random, content: bytes) -> bytes:
    """Spoil a backup: its bytes, its lines, or what the lines tell, with a sum that is right again."""
    lines = gzip.decompress(content).splitlines(keepends=True)
    way = random.random()
    if way < 0.3:
        return text(random, content)
    if way < 0.35:
        return swollen(content)
    if way < 0.75:
        return _squeezed([text(random, b"".join(lines))])
    del lines[-1]
    at = random.choice([0, *range(len(lines))])
    lines[at] = orjson.dumps(_told_otherwise(random, orjson.loads(lines[at]))) + b"\n"
    return _squeezed(_closed(lines))


def swollen(content: bytes) -> bytes:
    """Return a backup that is far larger than it looks, before its first word."""
    return _squeezed([b"0" * BOMB, gzip.decompress(content)])


def _told_otherwise(random: Random, told: Any) -> Any:  # noqa: ANN401  # any JSON
    """Change one thing, somewhere within what a line of JSON tells."""
    if not told or not isinstance(told, dict | list) or random.random() < 0.1:
        return random.choice([*ODD, _word(random).decode(errors="replace"), [told], {"a": told}])
    at: Any = random.choice(list(told) if isinstance(told, dict) else range(len(told)))
    match random.randrange(8):
        case 0:
            del told[at]
        case 1 if isinstance(told, list):
            told.append(told[at])
        case 2 if isinstance(told, dict):
            told[_word(random).decode(errors="replace")] = told[at]
        case _:
            told[at] = _told_otherwise(random, told[at])
    return told


def steady(content: bytes) -> bytes:
    """Return a workbook that holds nothing of the moment at which it was made."""
    return _packed([(name, part) for name, part in _unpacked(content) if not name.startswith("docProps/")])


def _unpacked(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _packed(parts: Sequence[tuple[str, bytes]]) -> bytes:
    kept = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        # A name that is there twice is what we want.
        warnings.simplefilter("ignore", UserWarning)
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return kept.getvalue()


def listed_as(content: bytes, method: int, *, locked: bool = False) -> bytes:
    """Return an archive of which every list says that its parts are packed in another way, or locked."""
    said = bytearray(content)
    for found in re.finditer(rb"PK\x01\x02|PK\x03\x04", content):
        first = found.start() + (8 if found[0] == b"PK\x01\x02" else 6)
        if first + 4 <= len(content):
            said[first] |= locked
            said[first + 2] = method
    return bytes(said)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a workbook with another part for one that it has."""
    return _packed([(known, part if known == name else own) for known, own in _unpacked(content)])


def retold(content: bytes, old: bytes, new: bytes) -> bytes:
    """Return a backup that tells something else, with a sum that is right."""
    lines = gzip.decompress(content).splitlines(keepends=True)[:-1]
    told = b"".join(lines).replace(old, new)
    assert told != b"".join(lines)
    return _squeezed(_closed(told.splitlines(keepends=True)))


def _closed(lines: Sequence[bytes]) -> list[bytes]:
    """Return the lines of a backup with a last line that fits them."""
    counts: dict[str, int] = {}
    for line in lines:
        try:
            told = orjson.loads(line)
            counts[told["table"]] = counts.get(told["table"], 0) + len(told["rows"])
        except (ValueError, KeyError, TypeError):
            continue
    told = {"rows": counts, "sha256": sha256(b"".join(lines)).hexdigest()}
    return [*lines, orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS) + b"\n"]


def _squeezed(lines: Sequence[bytes]) -> bytes:
    kept = BytesIO()
    with gzip.GzipFile(filename="", fileobj=kept, mode="wb", compresslevel=1, mtime=0) as file:
        file.writelines(lines)
    return kept.getvalue()


def _place(random: Random, content: bytes) -> int:
    return random.randint(0, len(content))


def _span(random: Random, content: bytes) -> tuple[int, int]:
    first = _place(random, content)
    return first, min(len(content), first + random.choice([1, 2, 8, 64, 1_000]))


def _flip(random: Random, content: bytes) -> bytes:
    """Change some bits, as a bad disk does."""
    changed = bytearray(content)
    for _ in range(random.choice([1, 1, 4, 40]) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut_off(random: Random, content: bytes) -> bytes:
    return content[: _place(random, content)]


def _take_out(random: Random, content: bytes) -> bytes:
    first, last = _span(random, content)
    return content[:first] + content[last:]


def _repeat(random: Random, content: bytes) -> bytes:
    first, last = _span(random, content)
    return content[:first] + content[first:last] * random.choice([2, 3, 50]) + content[last:]


def _put_in(random: Random, content: bytes) -> bytes:
    at, put = _place(random, content), random.choice([_word(random), _sign(random), random.randbytes(3)])
    return content[:at] + put + content[at:]


def _put_for(random: Random, content: bytes) -> bytes:
    """Put something odd where a word or number stood."""
    found = list(TOKEN.finditer(content))
    if not found:
        return content
    one = random.choice(found)
    return content[: one.start()] + _word(random) + content[one.end() :]


def _word(random: Random) -> bytes:
    return random.choice(random.choice([NUMBERS, DAYS, WORDS])).encode("utf-8", errors="surrogatepass")


def _sign(random: Random) -> bytes:
    return bytes([random.choice(MARKS)])


def _lengthen(random: Random, content: bytes) -> bytes:
    """Make a field, a row or a header very long."""
    at = _place(random, content[: random.choice([200, len(content)])])
    return content[:at] + random.choice([_sign(random), b"x", b"9", b" "]) * LONG + content[at:]


def _nest(random: Random, content: bytes) -> bytes:
    at = random.choice([0, _place(random, content)])
    return content[:at] + random.choice(NESTS) * random.choice([50, DEEP]) + content[at:]


def _of_lines(random: Random, content: bytes) -> bytes:
    """Lose, repeat, swap or empty lines."""
    lines = content.splitlines(keepends=True) or [b""]
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(4):
        case 0:
            del lines[one]
        case 1:
            lines.insert(other, lines[one])
        case 2:
            lines[one], lines[other] = lines[other], lines[one]
        case _:
            lines[one] = random.choice([b"\n", b"\r\n", b"\r", b";;;;;;\n", b"\x00\n"])
    return b"".join(lines)


def _swap_words(random: Random, content: bytes) -> bytes:
    """Let two words or numbers change places: a value under another field."""
    found = list(TOKEN.finditer(content))
    if len(found) < 2:
        return content
    first, last = sorted(random.sample(found, 2), key=lambda one: one.start())
    between = content[first.end() : last.start()]
    return content[: first.start()] + last[0] + between + first[0] + content[last.end() :]


def _encode(random: Random, content: bytes) -> bytes:
    return content.decode("utf-8", errors="replace").encode(random.choice(ENCODINGS), errors="replace")


def _mark(random: Random, content: bytes) -> bytes:
    """Begin a file with a mark that says how it is encoded, true or not."""
    return random.choice([b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf" * 2, b"PK\x03\x04"]) + content


def _promise(random: Random, content: bytes) -> bytes:
    """Let a file name more than it holds: entities, aliases, or a file elsewhere."""
    if content.lstrip().startswith(b"<"):
        head, end, rest = content.rpartition(b"?>")
        return head + end + random.choice([LAUGHS, OUTSIDE]) + rest
    return ALIASES + content


CHANGES: tuple[Spoil, ...] = (
    _flip, _cut_off, _take_out, _repeat, _put_in, _put_in, _put_for, _put_for, _put_for, _put_for, _lengthen, _nest,
    _of_lines, _of_lines, _swap_words, _encode, _mark, _promise,
)  # fmt: skip
