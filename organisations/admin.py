"""What operators need to run the service, and nothing else: no answers, no results.

Every operator may do the same, whatever permissions Django would give them. Each look
at an enterprise is in the audit log.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from organisations.dates import locale
from organisations.letters import invitation_letter
from organisations.mail import post
from organisations.models import (
    Cluster,
    ClusterSeat,
    Enterprise,
    Invitation,
    LogEntry,
    Partner,
    User,
)

OFFERED = [Invitation.Kind.SEAT, Invitation.Kind.PARTNER]


class OperatorsAdmin(admin.ModelAdmin):
    """Open to look at; the subclass says what else."""

    for_operators = True
    may_add = may_change = False
    list_per_page = list_max_show_all = 25
    show_full_result_count = False

    # The site asked for the second factor before any of these is called.

    def has_module_permission(self, request):
        return request.user.is_staff

    def has_view_permission(self, request, obj=None):
        return request.user.is_staff

    def has_add_permission(self, request):
        return self.may_add and request.user.is_staff

    def has_change_permission(self, request, obj=None):
        return self.may_change and request.user.is_staff

    def has_delete_permission(self, request, obj=None):
        return False


def countries():
    """Every country by its code, in the language of the page."""
    names = locale().territories
    known = [(code, name) for code, name in names.items() if len(code) == 2]
    return sorted(known, key=lambda pair: pair[1])


class UserForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ClusterForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("Country"), choices=countries)


class PartnerForm(forms.ModelForm):
    countries = forms.MultipleChoiceField(
        label=_("Countries"), choices=countries, required=False
    )


class InvitationForm(forms.ModelForm):
    """To a seat in a cluster or a partner; other invitations are not for operators."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in OFFERED]
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", "---"), *ClusterSeat.Role.choices],
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"cluster", "partner"} & self.fields.keys():  # none when only read
            self.fields[name].required = False

    def clean(self):
        given = super().clean()
        if given.get("kind") == Invitation.Kind.SEAT:
            wanted, other = ("cluster", "role"), "partner"
        else:
            wanted, other = ("partner",), "cluster"
        for name in wanted:
            if not given.get(name):
                self.add_error(name, _("This invitation needs it."))
        if given.get(other):
            self.add_error(other, _("This invitation has no place for it."))
        return given


@admin.register(User)
class UserAdmin(OperatorsAdmin):
    may_change = True
    form = UserForm
    list_display = ["email", "language", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "first_name", "last_name"]
    ordering = ["email"]
    fields = [
        "email",
        "first_name",
        "last_name",
        "language",
        "is_active",
        "is_staff",
        "date_joined",
        "last_login",
    ]
    readonly_fields = ["email", "first_name", "last_name", "date_joined", "last_login"]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if {"is_active", "is_staff"} & set(form.changed_data):
            LogEntry.objects.note(
                "role_changed",
                by=request.user,
                person=str(obj.pk),
                active=obj.is_active,
                operator=obj.is_staff,
            )


@admin.register(Enterprise)
class EnterpriseAdmin(OperatorsAdmin):
    list_display = ["__str__", "created_at", "delete_after"]
    search_fields = ["name"]
    ordering = ["-created_at"]
    fields = readonly_fields = ["id", "name", "invented", "created_at", "delete_after"]

    @transaction.atomic
    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if shown := getattr(response, "context_data", {}).get("cl"):
            for enterprise in shown.result_list:
                self._note(request, enterprise)
        return response

    def get_object(self, request, object_id, from_field=None):
        enterprise = super().get_object(request, object_id, from_field)
        if enterprise:
            self._note(request, enterprise)
        return enterprise

    def _note(self, request, enterprise):
        LogEntry.objects.note("viewed", by=request.user, enterprise=enterprise)


@admin.register(Cluster)
class ClusterAdmin(OperatorsAdmin):
    may_add = may_change = True
    form = ClusterForm
    list_display = ["name", "code", "kind", "country", "created_at"]
    search_fields = ["name", "code"]
    fields = ["name", "code", "kind", "country"]


@admin.register(Partner)
class PartnerAdmin(OperatorsAdmin):
    may_add = may_change = True
    form = PartnerForm
    list_display = ["name", "created_at"]
    search_fields = ["name"]
    fields = ["name", "clusters", "countries"]
    filter_horizontal = ["clusters"]


@admin.register(Invitation)
class InvitationAdmin(OperatorsAdmin):
    may_add = True
    form = InvitationForm
    list_display = ["email", "kind", "place", "state", "invited_at", "expires_at"]
    list_select_related = ["cluster", "partner", "enterprise"]
    search_fields = ["email"]
    fields = ["kind", "email", "language", "cluster", "role", "partner"]
    actions = ["withdraw"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(kind__in=OFFERED)

    @admin.display(description=_("State"))
    def state(self, invitation):
        if invitation.accepted_at:
            return _("accepted")
        if invitation.withdrawn_at:
            return _("withdrawn")
        return _("open") if invitation.open else _("expired")

    @admin.action(description=_("Withdraw the chosen invitations"))
    def withdraw(self, request, queryset):
        still_open = list(queryset.open())
        for invitation in still_open:
            invitation.withdraw(request.user)
        self.message_user(
            request,
            ngettext(
                "%(count)s invitation withdrawn.",
                "%(count)s invitations withdrawn.",
                len(still_open),
            )
            % {"count": len(still_open)},
            messages.SUCCESS,
        )

    def save_model(self, request, obj, form, change):
        """An invitation is made with its token, which leaves in the letter."""
        given = dict(form.cleaned_data)
        invitation, token = Invitation.objects.invite(
            given.pop("kind"), given.pop("email"), by=request.user, **given
        )
        post(invitation_letter(invitation, token), invitation.email)
        obj.pk = invitation.pk
        obj.refresh_from_db()


@admin.register(LogEntry)
class LogEntryAdmin(OperatorsAdmin):
    list_display = ["at", "kind", "by", "enterprise", "cluster", "partner"]
    list_filter = ["kind"]
    ordering = ["-at", "-id"]
    fields = readonly_fields = [
        "at",
        "kind",
        "by",
        "enterprise",
        "cluster",
        "partner",
        "details",
    ]
