"""CPV codes as registers really hold them: with or without a check digit, and with zeros lost in front."""

from collections.abc import Collection

DIGITS = 8


def longest_prefix(prefixes: Collection[str], cpv: str | None) -> int:
    """Return how many digits of a CPV code are one of some prefixes, at most; 0 when it falls under none."""
    digits = (cpv or "").split("-")[0].strip()
    if not digits:
        return 0
    whole = digits.zfill(DIGITS)
    return max((len(prefix) for prefix in prefixes if whole.startswith(prefix)), default=0)
