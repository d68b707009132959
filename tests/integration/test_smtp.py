"""Letters to a real mail server, which refuses, stalls, breaks off, and comes back."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mail_server import PASSWORD, USER, Does, MailServer, always, first, mail_server, mail_to

from groeituin.delivery.channel import NotYet, Undeliverable, Unreachable
from groeituin.delivery.smtp import LETTERS_PER_CONNECTION, Smtp, SmtpSender
from groeituin.errors import BadInput, GroeituinError

NOOR, SEM = "noor.de.wit@voorbeeld.nl", "sem@voorbeeld.nl"
SHORT = 1.0  # seconds; only where the server never answers


def channel(url: str, timeout: float = 30.0) -> Smtp:
    """Return a channel that does not wait between letters."""
    return Smtp(url, rate=1e9, clock=time.perf_counter, sleep=time.sleep, timeout=timeout)


@contextmanager
def sending(server: MailServer, timeout: float = 30.0) -> Iterator[SmtpSender]:
    """Return a sender to a server."""
    with channel(server.url, timeout).open() as sender:
        yield sender


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file in which this machine looks for the certificates that it trusts."""
    path = tmp_path / "authority.pem"
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


FAULTS: list[tuple[Does, type[GroeituinError], str, int]] = [
    ("refuse", Undeliverable, "weigert deze brief voorgoed (550 5.1.1 <…>: user … unknown)", 0),
    ("refuse_content", Undeliverable, "weigert deze brief voorgoed (554 5.6.0 no)", 0),
    ("greylist", NotYet, "nu niet aan (451 4.7.1 <…>: greylisted, come back later)", 0),
    ("defer_content", NotYet, "nu niet aan (452 4.3.1 disk full)", 0),
    ("closing", NotYet, "nu niet aan (421 4.3.2 closing down)", 0),
    ("stall", NotYet, "gaf geen antwoord. De brief kan zijn aangekomen", 0),
    ("drop", NotYet, "De verbinding viel weg. De brief kan zijn aangekomen", 0),
    ("drop_after", NotYet, "De verbinding viel weg. De brief kan zijn aangekomen", 1),
    ("mumble", NotYet, "niet te begrijpen is (299 well)", 0),
    ("login_first", Unreachable, "wil eerst een gebruiker en een wachtwoord (530", 0),
]


@pytest.mark.parametrize(("does", "error", "sentence", "kept"), FAULTS)
def test_each_misbehaviour_is_told_apart(does: Does, error: type[GroeituinError], sentence: str, kept: int) -> None:
    """What a server does to one letter decides whether it goes again, never, or everything waits."""

    def behaviour(to: str, before: int) -> Does:
        return does if (to, before) == (NOOR, 0) else "accept"

    with mail_server(behaviour) as server, sending(server, SHORT if does == "stall" else 30.0) as sender:
        with pytest.raises(GroeituinError) as caught:
            sender.send(mail_to(NOOR))
        assert error is type(caught.value)
        assert sentence in caught.value.message
        assert "noor" not in caught.value.message.lower()
        assert kept == len(server.messages)
        sender.send(mail_to(SEM))
        sender.send(mail_to(NOOR))
        assert [SEM, NOOR] == [letter.to for letter in server.messages[kept:]]


def test_a_letter_arrives_byte_for_byte() -> None:
    """What the server keeps is the message, under its own Message-ID."""
    from groeituin.delivery.mail import as_message

    letter = mail_to(NOOR, plain="Eén\n.\n..\nvier")
    with mail_server() as server, sending(server) as sender:
        sender.send(letter)
    (kept,) = server.messages
    assert (letter.message_id, NOOR, as_message(letter).as_bytes()) == (kept.message_id, kept.to, kept.content)


def test_a_repeat_after_a_lost_answer_has_the_same_message_id() -> None:
    """The server kept the letter but could not say so: what comes again is recognised as the same."""
    with mail_server(first(1, "drop_after")) as server, sending(server) as sender:
        with pytest.raises(NotYet):
            sender.send(mail_to(NOOR))
        sender.send(mail_to(NOOR))
    assert [mail_to(NOOR).message_id] * 2 == [letter.message_id for letter in server.messages]
    assert 1 == len({letter.content for letter in server.messages})


def test_a_server_that_is_stuck_costs_two_time_outs() -> None:
    """One letter may be what a server chokes on; when the next gets no answer either, everything waits."""
    with mail_server(always("stall")) as server, sending(server, SHORT) as sender:
        with pytest.raises(NotYet):
            sender.send(mail_to(NOOR))
        with pytest.raises(Unreachable, match="geeft geen antwoord"):
            sender.send(mail_to(SEM))


@pytest.mark.parametrize("answer", ["421 4.3.2 closing", "451 4.3.0 later", "452 4.3.1 full", "550 5.7.1 not you"])
def test_a_refused_sender_stops_everything(answer: str) -> None:
    """What is said of the sender is about this house, not about one letter."""
    with mail_server(at_sender=answer) as server, sending(server) as sender:
        with pytest.raises(Unreachable, match=f"neemt geen brieven van ons aan .{answer}."):
            sender.send(mail_to(NOOR))
        assert 0 == server.offered.total()


def test_a_server_that_is_down_and_comes_back() -> None:
    """While the port is closed nothing goes; the same sender goes on when the server is there again."""
    with mail_server() as server, sending(server) as sender:
        sender.send(mail_to(NOOR))
        server.down()
        for _ in range(2):
            with pytest.raises(Unreachable, match="de verbinding wordt geweigerd"):
                sender.send(mail_to(SEM))
        server.up()
        sender.send(mail_to(SEM))
    assert [NOOR, SEM] == [letter.to for letter in server.messages]


def test_a_connection_that_was_closed_between_letters_is_made_again() -> None:
    """A server may close a connection that rests; the next letter does not notice."""
    with mail_server() as server, sending(server) as sender:
        sender.send(mail_to(NOOR))
        server.down()
        server.up()
        sender.send(mail_to(SEM))
    assert [NOOR, SEM] == [letter.to for letter in server.messages]


def test_many_letters_share_a_connection_but_not_forever() -> None:
    """A connection brings as many letters as servers allow, and then a new one goes on."""
    with mail_server(lambda to, _before: "refuse" if to == NOOR else "accept") as server, sending(server) as sender:
        with pytest.raises(Undeliverable):
            sender.send(mail_to(NOOR))
        for number in range(LETTERS_PER_CONNECTION - 1):
            sender.send(mail_to(f"p{number}@voorbeeld.nl"))
        assert 1 == len(server.connections)
        sender.send(mail_to(SEM))
        assert 2 == len(server.connections)
    assert LETTERS_PER_CONNECTION == len(server.messages)


def test_the_rate_is_bounded() -> None:
    """Letters keep their distance, whatever the time that sending takes; a pause gives no room to catch up."""
    waits: list[float] = []
    moments = iter([0.0, 0.0, 0.0, 0.25, 5.0, 5.0])
    with mail_server() as server:
        slow = Smtp(server.url, rate=10, clock=lambda: next(moments), sleep=waits.append)
        with slow.open() as sender:
            for number in range(5):
                sender.send(mail_to(f"p{number}@voorbeeld.nl"))
    assert [pytest.approx(0.1), pytest.approx(0.1)] == waits


@pytest.mark.parametrize("tls", ["starttls", "start"])
@pytest.mark.parametrize("login", [False, True])
def test_a_protected_connection(tls: str, trusted: Path, *, login: bool) -> None:
    """STARTTLS and TLS from the start both work, with a private authority, and with a user and a password."""
    with mail_server(tls=tls, login=login) as server:  # type: ignore[arg-type]  # a parameter is no literal
        server.write_authority(trusted)
        with sending(server) as sender:
            sender.send(mail_to(NOOR))
    assert [NOOR] == [letter.to for letter in server.messages]
    assert ([(USER, PASSWORD)] if login else []) == server.logins


@pytest.mark.parametrize("tls", ["starttls", "start"])
def test_a_certificate_that_nobody_vouches_for(tls: str) -> None:
    """Without its authority the server is not trusted, and nothing is said to it."""
    with mail_server(tls=tls, login=True) as server, sending(server) as sender:  # type: ignore[arg-type]  # as above
        with pytest.raises(Unreachable, match=r"niet te vertrouwen .*SSL_CERT_FILE"):
            sender.send(mail_to(NOOR))
        assert (0, []) == (server.offered.total(), server.logins)


@pytest.mark.parametrize("tls", ["starttls", "start"])
def test_a_certificate_for_somebody_else(tls: str, trusted: Path) -> None:
    """A trusted certificate for another name is refused."""
    with mail_server(tls=tls, certified="elders.test") as server:  # type: ignore[arg-type]  # as above
        server.write_authority(trusted)
        with sending(server) as sender, pytest.raises(Unreachable, match="niet te vertrouwen"):
            sender.send(mail_to(NOOR))


def test_no_letter_goes_unprotected_when_starttls_is_not_offered() -> None:
    """Whoever takes STARTTLS out of the greeting gets neither the password nor a letter."""
    with mail_server() as server:
        url = f"smtp://groeituin:geheim@127.0.0.1:{server.port}"
        with channel(url).open() as sender, pytest.raises(Unreachable, match=r"biedt geen .*STARTTLS"):
            sender.send(mail_to(NOOR))
        assert 0 == server.offered.total()


@pytest.mark.parametrize(("scheme", "tls"), [("smtps", "none"), ("smtp", "start")])
def test_the_wrong_kind_of_tls_for_a_port(scheme: str, tls: str) -> None:
    """TLS from the start to a server that does not expect it, and the other way around, is told as such."""
    with mail_server(tls=tls) as server:  # type: ignore[arg-type]  # as above
        with channel(f"{scheme}://127.0.0.1:{server.port}", SHORT).open() as sender, pytest.raises(Unreachable) as told:
            sender.send(mail_to(NOOR))
        assert ("spreekt hier geen TLS" if tls == "none" else "geeft geen antwoord") in told.value.message


def test_a_wrong_password_is_not_shown(trusted: Path) -> None:
    """A login that is refused stops everything, and no error repeats the password."""
    with mail_server(tls="start", login=True) as server:
        server.write_authority(trusted)
        url = f"smtps://groeituin:oud-geheim@127.0.0.1:{server.port}"
        with channel(url).open() as sender, pytest.raises(Unreachable, match=r"weigert de gebruiker .*535") as told:
            sender.send(mail_to(NOOR))
    assert "oud-geheim" not in f"{told.value.message} {told.value.__cause__!r}"


def test_an_address_with_other_letters_goes_where_it_can() -> None:
    """José's own address goes to a server that knows such letters, and is undeliverable by another."""
    letter = mail_to("josé@voorbeeld.nl", message_id="<j@voorbeeld.nl>")
    with mail_server() as server, sending(server) as sender:
        sender.send(letter)
        assert "josé@voorbeeld.nl" == server.messages[0].to
    with mail_server(smtputf8=False) as server, sending(server) as sender:
        with pytest.raises(Undeliverable, match="andere letters"):
            sender.send(letter)
        sender.send(mail_to(SEM))
        assert [SEM] == [kept.to for kept in server.messages]


@pytest.mark.parametrize(
    ("url", "sentences"),
    [
        ("", ["Begin met smtps://", "De naam van de mailserver ontbreekt"]),
        ("https://u:gehe1m@mail.nl", ["Begin met smtps://"]),
        ("smtps://u:gehe1m@", ["De naam van de mailserver ontbreekt"]),
        ("smtps://u:gehe1m@mail.nl:vier", ["De host of de poort is niet te lezen"]),
        ("smtps://u:gehe1m@mail.nl:99999", ["De host of de poort is niet te lezen"]),
        ("smtps://u:gehe1m/x@mail.nl", ["De host of de poort is niet te lezen"]),
        ("smtps://u@mail.nl", ["Gebruiker en wachtwoord horen bij elkaar"]),
        ("smtps://u:géhe1m@mail.nl", ["mogen alleen letters zonder accenten"]),
        ("smtps://u:gehe1m@mail.nl/inbox", ["Na de poort hoort niets meer"]),
        ("smtps://u:gehe1m@mail.nl?tls=maybe", ["kan alleen tls=none staan"]),
        ("smtp://u:gehe1m@mail.nl:25?tls=none", ["Zonder TLS (tls=none) kan alleen"]),
        ("smtp://u:gehe1m@127.0.0.1.nl?tls=none", ["Zonder TLS (tls=none) kan alleen"]),
        ("smtps://localhost?tls=none", ["Zonder TLS (tls=none) kan alleen"]),
        ("ftp://gehe1m@mail.nl/x?y=z", [
            "Begin met smtps://", "Na de poort hoort", "kan alleen tls=none", "horen bij elkaar",
        ]),
    ],
)  # fmt: skip
def test_a_wrong_address_of_the_server_is_told_whole_and_without_the_password(url: str, sentences: list[str]) -> None:
    """Everything that is wrong is said at once; nothing of what was typed is repeated."""
    with pytest.raises(BadInput, match="GROEITUIN_SMTP_URL") as told:
        channel(url)
    found = [str(detail["message"]) for detail in told.value.details]
    assert len(sentences) == len(found)
    assert [] == [sentence for sentence, message in zip(sentences, found, strict=True) if sentence not in message]
    shown = f"{told.value.as_json()} {told.value.__cause__!r}"
    assert not told.value.__cause__
    assert "gehe1m" not in shown
    assert "géhe1m" not in shown


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_without_tls_only_to_this_machine(host: str) -> None:
    """A mail catcher on the same machine needs no certificate."""
    assert "smtp" == channel(f"smtp://{host}:1025?tls=none").name
