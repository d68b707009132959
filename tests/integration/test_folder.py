"""Letters as files in a folder, also when the disk does not cooperate."""

import errno
import os
import resource
import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import NoReturn

import pytest
from mail_server import mail_to

from groeituin.delivery.channel import Unreachable
from groeituin.delivery.folder import Folder
from groeituin.delivery.mail import as_message

NOOR = "noor@voorbeeld.nl"


def send(path: Path, **changes: object) -> None:
    """Send one letter to a folder."""
    with Folder(path).open() as sender:
        sender.send(mail_to(NOOR, **changes))


def files(path: Path) -> list[str]:
    """Return every file under a folder, the hidden ones too."""
    return sorted(str(found.relative_to(path)) for found in path.rglob("*") if found.is_file())


def test_a_letter_is_a_file_that_a_mail_program_opens(tmp_path: Path) -> None:
    """The file stands in the folder of its day, is named for its key, and is the message."""
    send(tmp_path / "mail", key="brief/n.dewit/2026-11-23")
    assert ["2026-11-23/brief-n.dewit-2026-11-23-de5807b5.eml"] == files(tmp_path / "mail")
    content = (tmp_path / "mail" / files(tmp_path / "mail")[0]).read_bytes()
    assert as_message(mail_to(NOOR, key="brief/n.dewit/2026-11-23")).as_bytes() == content
    assert "Er wacht één ding op u" == message_from_bytes(content, policy=default)["Subject"]


def test_only_the_owner_can_read_letters(tmp_path: Path) -> None:
    """Folders that are made are for their owner alone, and so is every letter."""
    send(tmp_path / "var" / "mail")
    day = tmp_path / "var" / "mail" / "2026-11-23"
    (letter,) = day.iterdir()
    assert [0o700, 0o700, 0o600] == [stat.S_IMODE(path.stat().st_mode) for path in (day.parent, day, letter)]


def test_the_same_letter_again_takes_its_own_place(tmp_path: Path) -> None:
    """A repeat after a crash leaves one file; another letter on that day is another file."""
    for _ in range(2):
        send(tmp_path, key="brief/P/2026-11-23")
    assert 1 == len(files(tmp_path))
    send(tmp_path, key="uitnodiging/A/M/P/0")
    assert 2 == len(files(tmp_path))


@pytest.mark.parametrize(
    "key", ["brief/../../../etc/x/2026", "brief/" + "p" * 240, "../..", "brief/\x00/ \n", ".", "brief/é…/1"]
)
def test_no_key_leaves_the_folder_of_its_day(tmp_path: Path, key: str) -> None:
    """Whatever a person is called, the file stands in the folder of its day and has a name that every disk takes."""
    send(tmp_path / "mail", key=key)
    (name,) = files(tmp_path)
    assert f"mail/2026-11-23/{Path(name).name}" == name
    assert Path(name).name.isascii()
    assert name.endswith(".eml")
    assert not Path(name).name.startswith(".")


def test_keys_that_look_alike_are_different_files(tmp_path: Path) -> None:
    """Two keys that differ only in signs that a file name cannot have do not overwrite each other."""
    for key in ("brief/a-b/1", "brief/a/b/1", "brief/A-b/1"):
        send(tmp_path, key=key)
    assert 3 == len({name.lower() for name in files(tmp_path)})


def test_the_day_is_that_of_the_netherlands(tmp_path: Path) -> None:
    """A letter made just after midnight stands under the new day, also while it is still yesterday in UTC."""
    send(tmp_path, at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
    assert ["2026-11-23"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "de schijf is vol"),
        (errno.EDQUOT, "de ruimte die wij mogen gebruiken is vol"),
        (errno.EACCES, "wij mogen daar niet bij"),
        (errno.EROFS, "daar kan alleen worden gelezen"),
        (errno.EIO, "de schijf geeft een fout"),
        (errno.ENFILE, "het systeem doet dat hier niet"),
    ],
)
def test_a_disk_that_refuses_is_told_in_plain_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    """Each way in which a disk refuses has its sentence; nothing half is left, and the letter of before stands."""
    send(tmp_path, subject="Eerst")
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}

    def refuse(_handle: int) -> NoReturn:
        raise OSError(number, "as the system says it")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(Unreachable) as told:
        send(tmp_path, subject="Daarna")
    assert (
        f"De brief kan niet in de map {tmp_path} komen: {sentence}. De brieven blijven wachten." == told.value.message
    )
    assert before == {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}


def test_a_letter_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    """A real limit halfway the writing: the channel is closed for now, and no half letter stays behind."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(Unreachable, match="het bestand wordt groter dan hier mag"):
            send(tmp_path, plain="lang " * 300_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert [] == files(tmp_path)


@pytest.mark.parametrize("where", ["mail", "mail/2026-11-23"])
def test_a_file_where_a_folder_must_be(tmp_path: Path, where: str) -> None:
    """Something that stands in the way is told, and stays as it is."""
    (tmp_path / where).parent.mkdir(exist_ok=True)
    (tmp_path / where).write_text("iets anders")
    with pytest.raises(Unreachable, match="er staat een bestand waar een map moet zijn"):
        send(tmp_path / "mail")
    assert "iets anders" == (tmp_path / where).read_text()


def test_a_folder_where_the_letter_must_be(tmp_path: Path) -> None:
    """A folder with the name of the letter is not overwritten, and nothing half is left beside it."""
    send(tmp_path)
    letter = tmp_path / files(tmp_path)[0]
    letter.unlink()
    letter.mkdir()
    with pytest.raises(Unreachable, match="er staat een map waar een bestand moet zijn"):
        send(tmp_path)
    assert [] == files(tmp_path)
