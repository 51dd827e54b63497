"""A walk past the pages of teams, clusters and partners, for whoever looks at all.

Names are long on purpose: real ones are.
"""

import io

from PIL import Image
from playwright.sync_api import expect

from assessment.models import Delegation
from organisations.models import Consent, Enterprise, Invitation, LogEntry, Reminder
from tests.browser.journey import press
from tests.factories import (
    answer_all,
    make_assessment,
    make_cluster,
    make_colleague,
    make_delegation,
    make_member,
    make_partner,
    make_submitted,
    make_user,
    make_wave,
)

PASSWORD = "long enough to be safe"
FIRM = "Holzverarbeitungsgesellschaft Donau-Siebenbürgen & Töchter (invented)"
CLUSTER = "Réseau transfrontalier des ameublements responsables (invented)"
WAVE = "Întreprinderi responsabile, 2027 (invented)"
COLLEAGUE = "an.address.that.does.not.want.to.break@long-firm-name.example.org"
GREEN = "#1b6e3c"
WRONG_SHEET = "name;email\nFirm;a@example.org\n;b@example.org\n=1;c\n"


class RolesWalk:
    """Yields the name of each page and state when it is shown."""

    def __init__(self, page, context, complaints, signed_in):
        self.page, self.context = page, context
        self.complaints, self.signed_in = complaints, signed_in

    def states(self, language):
        self.place = f"/{language}"
        self.language = language
        self.invent()
        for part in (self.invited, self.team, self.delegation, self.rights):
            yield from part()
        for part in (self.cluster, self.members, self.waves, self.others):
            yield from part()

    def open(self, place, *steps):
        path = "/".join(str(step) for step in (place, *steps))
        self.page.goto(f"{self.place}/{path}/")

    def pages(self, *paths):
        for path in paths:
            self.open(path)
            yield path

    def refused(self, name, button, *words):
        """A form that was sent as it stands, and came back with its errors."""
        with self.complaints.expected(*words):
            press(self.page, button)
            expect(self.page.locator(".error-summary")).to_be_focused()
        yield f"{name}, with errors"

    def invent(self):
        person = self.person("eva@example.org")
        self.draft = make_assessment(person, name=FIRM)
        self.firm, self.eva = self.draft.enterprise, person
        self.ben = make_colleague(self.firm, COLLEAGUE, areas=["pay", "respect"])
        answer_all(self.draft, areas=1, by=self.ben)
        self.manager = self.person("manager@example.org")
        self.wood = make_cluster(
            self.manager, name=CLUSTER, accent=GREEN, logo=picture()
        )
        for number, group in enumerate(("Region Nord-Vest", "", "B")):
            member = make_member(
                self.wood,
                make_user(f"firm{number}@example.org"),
                f"{FIRM} {number}",
                group=group,
                reference=f"A-{number}",
            )
            for purpose in ("scores", "plan")[: number + 1]:
                Consent.objects.give(
                    member.enterprise, purpose, by=None, cluster=self.wood
                )
        self.member = member

    def person(self, email):
        person = make_user(email, PASSWORD)
        person.emailaddress_set.create(email=email, primary=True, verified=True)
        return person

    def invite(self, kind, **fields):
        _invitation, token = Invitation.objects.invite(
            kind, f"{kind}@example.org", by=self.eva, language="en", **fields
        )
        return f"invitations/{token}"

    def invited(self):
        colleague = self.invite(
            "colleague", enterprise=self.firm, role="reader", areas=["pay"]
        )
        self.context.clear_cookies()
        yield from self.pages(colleague)
        with self.complaints.expected("404"):
            self.open("invitations/nothing")
        yield "invitation that is closed"
        self.signed_in(self.context, self.eva)
        yield from self.pages(self.invite("member", cluster=self.wood, name=CLUSTER))
        yield from self.refused("invitation", "Accept the invitation", "422")
        yield from self.pages("join")
        yield from self.refused("join", "Continue", "422")
        yield from self.pages(f"join/{self.wood.join_code}")
        press(self.page, "Join")
        expect(self.page.locator(".cluster-logo")).to_be_visible()
        yield "joined, with the colour and the logo of the cluster"

    def team(self):
        firm = f"enterprises/{self.firm.pk}"
        ben = f"{firm}/people/{self.ben.pk}"
        yield from self.pages("assessments", f"{firm}/people", f"{firm}/people/invite")
        yield from self.refused("invite", "Send the invitation")
        yield from self.pages(ben, f"{ben}/remove", f"{firm}/leave")

    def delegation(self):
        draft = f"assessments/{self.draft.pk}"
        yield from self.pages(f"{draft}/history", f"{draft}/delegations")
        yield from self.pages(f"{draft}/delegations/new")
        yield from self.refused("delegate", "Send the letter")
        part, token = make_delegation(self.draft, self.eva)
        make_delegation(self.draft, self.eva, question="respect_rules")
        yield from self.pages(
            f"{draft}/delegations",
            f"{draft}/delegations/{part.pk}/withdraw",
            f"delegated/{token}",
        )
        press(self.page, "Open my part")
        expect(self.page.locator("#page")).to_be_visible()
        yield "delegated part"
        yield from self.refused("delegated part", "I am done")
        Delegation.objects.filter(pk=part.pk).update(finished_at=part.created_at)
        yield from self.pages(f"delegated/part/{part.pk}/done")
        with self.complaints.expected("404"):
            self.open("delegated/nothing")
        yield "delegated part that is closed"

    def rights(self):
        firm = f"enterprises/{self.firm.pk}"
        seat = self.firm.memberships.get()
        Consent.objects.give(self.firm, "plan", by=self.ben, cluster=self.wood)
        for _ in range(51):
            LogEntry.objects.note(
                "exported", by=self.eva, enterprise=self.firm, what="data"
            )
        yield from self.pages(
            f"{firm}/sharing",
            f"{firm}/sharing/{seat.pk}/leave",
            f"{firm}/data",
            f"{firm}/log",
            f"{firm}/delete",
            "accounts/close",
        )
        self.firm.ask_deletion(self.eva)
        yield from self.pages(f"{firm}/data")
        self.firm.keep(self.eva)

    def cluster(self):
        cluster = f"clusters/{self.wood.pk}"
        self.signed_in(self.context, self.manager)
        self.open(cluster)
        yield "second step to set up first"
        self.signed_in(self.context, self.manager, twice=True)
        yield from self.pages(
            cluster,
            f"{cluster}/waves",
            f"{cluster}/log",
            f"{cluster}/results",
            f"{cluster}/appearance",
        )
        self.page.locator("input[name=accent]").fill("#ffff00")
        yield from self.refused("appearance", "Save the colour", "422")
        self.wood.seat(self.ben, "reader")
        self.invite("seat", cluster=self.wood, role="manager")
        yield from self.pages(f"{cluster}/people", f"{cluster}/people/invite")
        yield from self.refused("invite a person", "Send the invitation", "422")
        yield from self.pages(
            f"{cluster}/join-code",
            f"{cluster}/join-code/renew",
            f"{cluster}/join-code/close",
        )

    def members(self):
        members = f"clusters/{self.wood.pk}/members"
        yield from self.pages(
            members,
            f"{members}/{self.member.pk}",
            f"{members}/{self.member.pk}/remove",
            f"clusters/{self.wood.pk}/invitations",
            f"{members}/invite",
        )
        yield from self.refused("invite a member", "Send the invitation", "422")
        yield from self.pages(f"{members}/import")
        self.choose(WRONG_SHEET)
        yield from self.refused("preview", "Look at the rows", "422")
        self.open(f"{members}/import")
        self.choose(f"name;email;group\n{FIRM};{COLLEAGUE.replace('an.', 'no.')};B\n")
        press(self.page, "Look at the rows")
        expect(self.page.locator("input[name=rows]")).to_have_count(1)
        yield "preview"

    def choose(self, sheet):
        self.page.locator("input[type=file]").set_input_files(
            {"name": "a.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
        )

    def waves(self):
        waves = f"clusters/{self.wood.pk}/waves"
        yield from self.pages(f"{waves}/new")
        yield from self.refused("wave", "Save the wave", "422")
        wave = make_wave(self.wood, title=WAVE, groups=["Region Nord-Vest", "B"])
        make_wave(self.wood, opens=-60, closes=-30)
        owners = [
            seat.user
            for firm in Enterprise.objects.filter(name__startswith=FIRM)
            for seat in firm.colleagues.filter(role="owner")
            if seat.user != self.eva
        ]
        started, submitted, idle = owners
        make_submitted(submitted)
        answer_all(make_assessment(started, name=FIRM), areas=3)
        Reminder.objects.create(wave=wave, user=idle, enterprise=self.member.enterprise)
        place = f"{waves}/{wave.pk}"
        yield from self.pages(
            f"clusters/{self.wood.pk}",
            waves,
            place,
            f"{place}/remind",
            f"{place}/edit",
            f"clusters/{self.wood.pk}/results",
        )

    def others(self):
        reader = make_user("partner@example.org")
        partner = make_partner(self.wood, user=reader, countries=["FR", "RO", "DE"])
        self.signed_in(self.context, reader, twice=True)
        yield from self.pages("assessments", f"partners/{partner.pk}/figures")
        self.context.clear_cookies()
        self.open("accounts/login")
        self.page.locator("input[name=login]").fill(self.manager.email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        press(self.page, "Sign in")
        expect(self.page.locator("input[name=code]")).to_be_visible()
        yield "second step at the door"


def picture():
    file = io.BytesIO()
    Image.new("RGB", (200, 60), GREEN).save(file, "PNG")
    return file.getvalue()
