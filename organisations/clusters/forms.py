"""What people of a cluster fill in, and the code that an enterprise types."""

import unicodedata

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.clusters.colours import legible, nearest_legible
from organisations.models import ClusterSeat, Member, Wave

INVISIBLE = ("Cc", "Cf", "Co", "Cs")


class LineField(forms.CharField):
    """One line of plain text: pasted control characters and line breaks go."""

    def to_python(self, value):
        text = unicodedata.normalize("NFC", super().to_python(value))
        seen = (
            " " if sign.isspace() else sign
            for sign in text
            if sign.isspace() or unicodedata.category(sign) not in INVISIBLE
        )
        return " ".join("".join(seen).split())


class PlainForm(forms.Form):
    use_required_attribute = False


def email_field(**kwargs):
    return forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        **kwargs,
    )


def language_field():
    return forms.ChoiceField(
        label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES
    )


def group_field():
    return LineField(
        label=gettext_lazy("Group"),
        help_text=gettext_lazy(
            "Any word of yours, such as a year or a region. A wave can be for one "
            "group only."
        ),
        max_length=Member._meta.get_field("group").max_length,
        required=False,
    )


def reference_field():
    return LineField(
        label=gettext_lazy("Your reference"),
        help_text=gettext_lazy("A number or name of your own files. Optional."),
        max_length=Member._meta.get_field("reference").max_length,
        required=False,
    )


class InviteMemberForm(PlainForm):
    """One enterprise to invite. `taken` tells why an address needs no invitation."""

    name = LineField(label=gettext_lazy("Name of the enterprise"), max_length=200)
    email = email_field(
        help_text=gettext_lazy("Of the person who will answer for the enterprise.")
    )
    language = language_field()
    group = group_field()
    reference = reference_field()

    def __init__(self, *args, members=(), invited=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.members, self.invited = members, invited

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email.casefold() in self.members:
            raise ValidationError(_("The enterprise of this address is a member."))
        if email.casefold() in self.invited:
            raise ValidationError(
                _("This address has an open invitation. You can send it again.")
            )
        return email


class MemberForm(PlainForm):
    """What a cluster notes about a member."""

    group = group_field()
    reference = reference_field()


class MemberFileForm(PlainForm):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )


class InvitePersonForm(PlainForm):
    email = email_field()
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ClusterSeat.Role,
        initial=ClusterSeat.Role.READER,
        widget=forms.RadioSelect,
    )
    language = language_field()

    def __init__(self, *args, seated=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.seated = seated

    def clean_email(self):
        email = self.cleaned_data["email"]
        if email.casefold() in self.seated:
            raise ValidationError(_("This person has a seat already."))
        return email


class SeatForm(PlainForm):
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=ClusterSeat.Role,
        widget=forms.RadioSelect,
    )


def _day_field(label):
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose a day."),
            "invalid": gettext_lazy("Write the day as year-month-day: 2027-03-31."),
        },
    )


class WaveForm(PlainForm):
    title = LineField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Members see it, for example “Spring 2027”."),
        max_length=Wave._meta.get_field("title").max_length,
    )
    opens_on = _day_field(gettext_lazy("Opens on"))
    closes_on = _day_field(gettext_lazy("Closes on"))
    groups = forms.MultipleChoiceField(
        label=gettext_lazy("Groups"),
        help_text=gettext_lazy("Choose none to ask all members."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, groups=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].choices = [(group, group) for group in groups]
        if not groups:
            del self.fields["groups"]

    def clean(self):
        opens, closes = (self.cleaned_data.get(x) for x in ("opens_on", "closes_on"))
        if opens and closes and closes < opens:
            self.add_error(
                "closes_on", _("A wave closes on the day it opens or later.")
            )
        return self.cleaned_data


class AppearanceForm(PlainForm):
    accent = forms.CharField(
        label=gettext_lazy("Accent colour"),
        help_text=gettext_lazy(
            "Six digits after a hash, such as #1b6e3c. Leave it empty for our violet."
        ),
        max_length=7,
        required=False,
        validators=[
            RegexValidator(
                r"\A#[0-9a-fA-F]{6}\Z",
                gettext_lazy("Write a hash and six digits 0-9 or a-f, as #1b6e3c."),
            )
        ],
        widget=forms.TextInput(
            attrs={"spellcheck": "false", "autocomplete": "off", "size": 9}
        ),
    )

    def clean_accent(self):
        accent = self.cleaned_data["accent"].lower()
        if accent and not legible(accent):
            raise ValidationError(
                _(
                    "Text in this colour is hard to read on white. "
                    "The nearest darker colour that can be read is %(colour)s."
                ),
                params={"colour": nearest_legible(accent)},
            )
        return accent


class JoinForm(PlainForm):
    code = LineField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy(
            "Ten letters and digits. Spaces and capitals do not matter."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )
