"""What is wrong with the journal, in Dutch: which row, what happened to it, and what to do."""

ADVICE = "Zet een reservekopie van daarvoor terug en leg vast wie dit deed."


def _told(sentence: str) -> str:
    return f"{sentence} {ADVICE}"


def changed(entry: int, before: int = 0) -> str:
    """Say that a row is not as it was written, or the one before it in its chain: that one may have got a new hash."""
    other = f", of de regel ervoor ({before})," if before else ""
    return _told(f"Regel {entry} van het logboek{other} is veranderd nadat zij was geschreven.")


def missing(first: int, last: int) -> str:
    """Say that a row, or some in succession, is no longer there."""
    if first == last:
        return _told(f"Regel {first} van het logboek ontbreekt.")
    return _told(f"De regels {first} tot en met {last} van het logboek ontbreken.")


def taken_out(entry: int) -> str:
    """Say that a row is no longer there and that the later ones have other numbers."""
    return _told(f"Uit het logboek is regel {entry} weggehaald; de regels erna kregen een ander nummer.")


def end_missing(entry: int) -> str:
    """Say that it is not known what the last row of a chain should be."""
    return _told(f"Of er na regel {entry} van het logboek nog iets stond, is niet meer te zien.")


def swapped(entry: int, place: int) -> str:
    """Say that a row holds what belongs to another number."""
    return _told(f"Op regel {entry} van het logboek staat wat bij regel {place} hoort.")


def unknown(entry: int) -> str:
    """Say that a row was not written by this program, or not there."""
    return _told(f"Regel {entry} van het logboek is er later bij gezet.")


def not_in_log(entry: int) -> str:
    """Say that the journal tells of a destruction that the log does not have."""
    return _told(f"Regel {entry} van het logboek gaat over een vernietiging die niet in het vernietigingslog staat.")


def log_differs(entry: int, destruction: int) -> str:
    """Say that the journal and the log do not tell the same of a destruction."""
    return _told(
        f"Regel {entry} van het logboek zegt van vernietiging {destruction} iets anders dan het vernietigingslog."
    )


def not_in_journal(destruction: int) -> str:
    """Say that the log has a destruction of which the journal does not tell."""
    return _told(f"Vernietiging {destruction} staat in het vernietigingslog, maar niet in het logboek.")


def and_more(entry: int) -> str:
    """Say that there is more than was worked out."""
    return _told(f"Ook vanaf regel {entry} klopt het logboek niet; wat daar gebeurde is niet uitgezocht.")
