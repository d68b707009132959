"""A client of Prefect's API that asks again when the server says that it is busy."""

import time
from typing import Any

import httpx

PAUSES = (0.5, 1.0, 2.0, 4.0)  # seconds


class AskingAgain(httpx.Client):
    """Ask again on 503, as Prefect's own client does.

    The server answers so when a statement lost its turn on its database; nothing has changed then.
    """

    def send(self, request: httpx.Request, **how: Any) -> httpx.Response:  # noqa: ANN401  # as httpx has them
        """Return the first answer that is not 503, or else the last.

        Args:
            request: what is asked.
            how: as ``httpx.Client.send`` takes it.
        """
        for pause in PAUSES:
            answer = super().send(request, **how)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                return answer
            answer.close()
            time.sleep(pause)
        return super().send(request, **how)
