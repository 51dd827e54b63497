"""The pages of the questionnaire as forms: from what a browser sends to raw answers."""

from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessment.fields import QuestionField
from assessment.profile import (
    LARGEST_HEADCOUNT,
    LONGEST_NAME,
    ProfileError,
    plain_text,
    read_profile,
)
from assessment.wording import translated
from organisations.clusters.forms import LineField
from organisations.dates import locale

OTHER_COUNTRIES = 3


class PlainTextField(forms.CharField):
    """A text without control characters."""

    def to_python(self, value):
        return plain_text(super().to_python(value))


class ProfileForm(forms.Form):
    """Who is being assessed."""

    use_required_attribute = False
    title = _("About your enterprise")

    name = LineField(
        label=_("Name of the enterprise"),
        help_text=_("It stands on your report. You may leave it empty."),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    country = forms.ChoiceField(
        label=_("Country of the main site"),
        error_messages={"required": _("Choose a country.")},
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        help_text=_("The one in which most of your staff work."),
        error_messages={"required": _("Choose a sector.")},
    )
    ecosystem = forms.ChoiceField(
        label=_("Industrial ecosystem"),
        help_text=_("The European Union groups industry in 14 ecosystems. Optional."),
        required=False,
    )
    women = forms.IntegerField(
        label=_("Women"), min_value=0, max_value=LARGEST_HEADCOUNT
    )
    men = forms.IntegerField(label=_("Men"), min_value=0, max_value=LARGEST_HEADCOUNT)
    other = forms.IntegerField(
        label=_("Other or not recorded"),
        min_value=0,
        max_value=LARGEST_HEADCOUNT,
        required=False,
    )

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        countries = _named_countries(questionnaire.countries)
        self.fields["country"].choices = [("", _("Choose a country")), *countries]
        self.fields["sector"].choices = [
            ("", _("Choose a sector")),
            *_titled(questionnaire.sectors),
        ]
        self.fields["ecosystem"].choices = [
            ("", _("None of these, or I don't know")),
            *_titled(questionnaire.ecosystems),
        ]
        for sex in ("women", "men", "other"):
            field = self.fields[sex]
            field.widget = forms.TextInput(
                attrs={"inputmode": "numeric", "autocomplete": "off", "size": 7}
            )
            field.error_messages["required"] = _(
                "Give a number; write 0 where there is nobody."
            )
            field.error_messages["invalid"] = _("Write a whole number in digits.")
        for number in range(1, OTHER_COUNTRIES + 1):
            self.fields[f"country_{number}"] = forms.ChoiceField(
                label=_("Other country %(number)s") % {"number": number},
                choices=[("", _("No other country")), *countries],
                required=False,
            )
            self.fields[f"heads_{number}"] = forms.IntegerField(
                label=_("Staff in other country %(number)s") % {"number": number},
                required=False,
                min_value=0,
                max_value=LARGEST_HEADCOUNT,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 7}),
            )
        for fact in questionnaire.facts:
            self.fields[fact.code] = forms.ChoiceField(
                label=translated(fact.text),
                help_text=translated(fact.help) if fact.help else "",
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose yes or no.")},
            )

    @property
    def fact_fields(self):
        return [self[fact.code] for fact in self.questionnaire.facts]

    @property
    def other_countries(self):
        return [
            (self[f"country_{number}"], self[f"heads_{number}"])
            for number in range(1, OTHER_COUNTRIES + 1)
        ]

    @property
    def other_countries_given(self):
        return any(
            country.value() or heads.value() for country, heads in self.other_countries
        )

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        abroad = self._abroad(cleaned)
        data = {
            "name": cleaned["name"],
            "country": cleaned["country"],
            "sector": cleaned["sector"],
            "ecosystem": cleaned["ecosystem"],
            "headcount": {sex: cleaned[sex] or 0 for sex in ("women", "men", "other")},
            "headcount_by_country": abroad,
            "facts": {
                fact.code: cleaned[fact.code] == "yes"
                for fact in self.questionnaire.facts
            },
        }
        if self.errors:
            return cleaned
        try:
            cleaned["profile"] = read_profile(
                data,
                localdate(),
                countries=self.questionnaire.countries,
                sectors=self.questionnaire.sectors,
                ecosystems=self.questionnaire.ecosystems,
            )
        except ProfileError as error:
            raise forms.ValidationError(error.problems) from error
        return cleaned

    def _abroad(self, cleaned):
        """Heads by country; the main site has what the other countries leave."""
        abroad: dict[str, int] = {}
        for number in range(1, OTHER_COUNTRIES + 1):
            country = cleaned.get(f"country_{number}")
            heads = cleaned.get(f"heads_{number}")
            if country and not heads:
                self.add_error(
                    f"heads_{number}", _("Give the number of staff in this country.")
                )
            elif heads and not country:
                self.add_error(f"country_{number}", _("Choose the country."))
            elif country in abroad or (country and country == cleaned["country"]):
                self.add_error(f"country_{number}", _("This country stands twice."))
            elif country:
                abroad[country] = heads
        if not abroad or self.errors:
            return {}
        total = sum(cleaned[sex] or 0 for sex in ("women", "men", "other"))
        home = total - sum(abroad.values())
        if home < 0:
            self.add_error(
                "heads_1",
                ngettext(
                    "The other countries have more staff than the %(total)s in all.",
                    "The other countries have more staff than the %(total)s in all.",
                    total,
                )
                % {"total": total},
            )
            return {}
        return {cleaned["country"]: home} | abroad


def profile_initial(data: dict[str, Any]) -> dict[str, Any]:
    """What `ProfileForm` shows of a stored profile."""
    abroad = [
        pair
        for pair in data["headcount_by_country"].items()
        if pair[0] != data["country"]
    ]
    initial = {
        **{key: data[key] for key in ("name", "country", "sector", "ecosystem")},
        **data["headcount"],
        **{code: "yes" if holds else "no" for code, holds in data["facts"].items()},
    }
    for number, (country, heads) in enumerate(abroad, 1):
        initial |= {f"country_{number}": country, f"heads_{number}": heads}
    return initial


def _named_countries(codes):
    names = locale().territories
    return sorted(((code, names[code]) for code in codes), key=lambda pair: pair[1])


def _titled(wordings):
    return [(code, translated(title)) for code, title in wordings.items()]


class AreaForm(forms.Form):
    """One page of the questionnaire: every question of one area."""

    def __init__(
        self, *args, area, questions, size_class, given, questionnaire, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.area = area
        self.title = translated(area.title)
        self.questions = [
            QuestionField(
                question,
                size_class,
                self.prefix,
                given.get(question.code),
                questionnaire,
            )
            for question in questions
        ]
        if self.is_bound:
            for entry in self.questions:
                entry.take(self.data)

    @property
    def wrong(self):
        return [entry for entry in self.questions if entry.errors]

    @property
    def changes(self):
        """What can be kept of what was sent."""
        return [entry.change() for entry in self.questions if not entry.errors]

    def ask_for_open_ones(self):
        """Make an error of every question still without an answer."""
        for entry in self.questions:
            if entry.value is None and not entry.errors:
                entry.errors.append(
                    entry.refusal
                    if entry.metric
                    else _("Choose an answer, or “I don't know”.")
                )


class CheckForm(forms.Form):
    """The last page: every answer once more, nothing left to ask."""

    title = _("Check your answers")
