"""The desks of the browser tests: who sits where, signed in when first needed."""

from __future__ import annotations

from playwright.sync_api import Browser

from browser.families import Family
from browser.officer import Citizen, Looked, Officer, Person, next_message, sent_to
from browser.platform_up import PlatformUp

TOWNSHIP, SIBLING, COUNTY, CENTRE, VILLAGE = (
    "祝阳镇",
    "范镇",
    "岱岳区",
    "岱岳区核对中心",
    "祝阳村委会",
)
SEATS = {
    **dict.fromkeys(("shouli", "diaocha", "hedui", "shenhe", "shenpi"), TOWNSHIP),
    **dict.fromkeys(("xianshenpi", "fafang", "fafang2", "caiwu", "jianguan"), COUNTY),
    "zhongxin": CENTRE,
    "xieli": VILLAGE,
}


class Desks:
    """Hand out officers by their seat, each with a browser context of its own."""

    def __init__(self, browser: Browser, platform: PlatformUp) -> None:
        self.browser = browser
        self.platform = platform
        self.looked = Looked(platform.address)
        self._officers: dict[str, Officer] = {}

    def __getitem__(self, seat: str) -> Officer:
        """Return the officer of a seat; `shouli@范镇` names another organ."""
        if seat not in self._officers:
            word, _, organ = seat.partition("@")
            account = self.platform.account(word, organ or SEATS[word])
            self._officers[seat] = Officer(
                self.browser, self.looked, account, phone=word == "xieli"
            )
        return self._officers[seat]

    def refuse(self, path: str, *seats: str) -> None:
        """Let wrong officers try the address of somebody else's act."""
        for seat in seats:
            self[seat].is_refused(path)

    def name(self, seat: str) -> str:
        """Return the name of the officer in a seat."""
        return self.platform.account(seat, SEATS[seat])["name"]

    def passer_by(self) -> Person:
        """Give somebody a phone who is not signed in."""
        return Person(self.browser, self.looked, phone=True)

    def messages(self, phone: str) -> int:
        """Count the text messages to a telephone."""
        return len(sent_to(self.platform.logs, phone))

    def message(self, phone: str, seen: int) -> str:
        """Return the text message that comes after those already seen."""
        return next_message(self.platform.logs, phone, seen)

    def citizen(self, family: Family) -> Citizen:
        """Sign the applicant in with the code that came by text message."""
        return Citizen(self.browser, self.looked, family, self.platform.logs)
