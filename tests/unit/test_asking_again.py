"""Prefect's API is asked again when it says that it is busy."""

import time

import httpx
import pytest

from groeituin.doctor.asking import PAUSES, AskingAgain


@pytest.mark.parametrize(
    ("answers", "told", "waited"),
    [
        ([200], 200, []),
        ([503, 503, 201], 201, list(PAUSES[:2])),
        ([503, 404], 404, list(PAUSES[:1])),
        ([500], 500, []),
        ([503] * 5, 503, list(PAUSES)),
    ],
)
def test_a_busy_server_is_asked_again(
    answers: list[int], told: int, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On 503 the same question is asked, a longer pause every time; any other answer is the answer, as is the last."""
    coming, pauses, bodies = iter(answers), list[float](), set[bytes]()

    def busy(request: httpx.Request) -> httpx.Response:
        bodies.add(request.content)
        return httpx.Response(next(coming))

    monkeypatch.setattr(time, "sleep", pauses.append)
    with AskingAgain(transport=httpx.MockTransport(busy)) as api:
        found = api.post("http://127.0.0.1/api", json={"a": 1}).status_code
    assert (told, waited, {b'{"a":1}'}, None) == (found, pauses, bodies, next(coming, None))
