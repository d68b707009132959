"""What people do after a signal about a contract: decide on an option, tender anew, settle, renew a certificate."""

from datetime import date

from groeituin.demo.script import Script, Step, days, settle, workday
from groeituin.night_batch import Raised
from states.working_days import add_months

WAIVED_EVERY = 3
KEPT = ("organisation", "title", "nature", "cpv", "wage_share", "value")


class Contracts:
    """The contracts and contractors of the demo, and what was decided about them so far."""

    def __init__(self, script: list[Step]) -> None:
        self._decided = 0
        self._contracts = {step.fields["contract"]: step for step in script if step.act == "register-contract"}
        self._contractors = {step.fields["contractor"]: step for step in script if step.act == "register-contractor"}
        self._options = {
            (contract, option["notify_by"]): option["until"]
            for contract, step in self._contracts.items()
            for option in step.fields.get("options", ())
        }

    def about_option(self, script: Script, signal: Raised, on: date) -> None:
        """Use an option or waive it; the first time that it is asked, often say that it is being looked at."""
        contract, notify_by, lead = signal.occasion.rsplit("/", 2)
        if lead == "6m" and script.happens(0.5):
            settle(script, signal, on, "afgehandeld", note="De gebruikers kijken of het bevalt")
            return
        until = self._options.get((contract, date.fromisoformat(notify_by)))
        if until:
            self._decided += 1
            name = "waive-option" if self._decided % WAIVED_EVERY == 1 else "exercise-option"
            script.add(on, name, signal.to[0], contract=contract, until=until)

    def about_expiry(self, script: Script, signal: Raised, on: date) -> None:
        """Plan a successor, or note that it is in hand."""
        if not signal.occasion.endswith("/18m") and script.happens(0.6):
            self._succeed(script, signal, on)
        settle(script, signal, on + days(1), "afgehandeld", note="Staat op de aanbestedingskalender")

    def _succeed(self, script: Script, signal: Raised, on: date) -> None:
        """Register a successor once; it is tendered and awarded before the contract ends."""
        known, name = self._contracts[signal.subject], f"{signal.subject}-opvolger"
        if name in self._contracts:
            return
        ends_on = date.fromisoformat(signal.occasion.split("/")[-2])
        published_on = workday(max(on + days(30), add_months(ends_on, -7)))
        kept = {key: known.fields[key] for key in KEPT}
        script.add(on, "register-contract", signal.to[0], contract=name, replaces=signal.subject, stage="gepland",
                   planned_publication_on=published_on, **kept)  # fmt: skip
        script.add(published_on, "ask-out", signal.to[0], contract=name, published_on=published_on)
        awarded_on = workday(published_on + days(75))
        script.add(awarded_on, "award-contract", signal.to[0], contract=name, awarded_on=awarded_on,
                   contractor=known.fields.get("contractor") or "schoonmaak-1", starts_on=ends_on + days(1),
                   ends_on=add_months(ends_on, 36))  # fmt: skip
        self._contracts[name] = known

    def about_tender(self, script: Script, signal: Raised, on: date) -> None:
        """Say that it is being prepared."""
        settle(script, signal, on, "afgehandeld", note="De brainstorm staat gepland")

    def about_settlement(self, script: Script, signal: Raised, on: date) -> None:
        """Wait for the hours of the last quarter."""
        settle(script, signal, on, "uitgesteld", until=on + days(60), note="De laatste uren komen na het kwartaal")

    def about_certificate(self, script: Script, signal: Raised, on: date) -> None:
        """Hear from the contractor that the certificate was renewed, for two years."""
        known = self._contractors[signal.subject].fields
        valid_until = add_months(date.fromisoformat(signal.occasion.split("/")[-2]), 24)
        pso = {"level": known["pso"]["level"], "valid_until": valid_until}
        script.add(on, "register-contractor", signal.to[0], contractor=signal.subject, name=known["name"], pso=pso)
