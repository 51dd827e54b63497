from django.urls import include, path

from organisations import consents, deletion, invitations, log, partner
from organisations.accounts import closing
from organisations.clusters import (
    appearance,
    home,
    joining,
    member_import,
    members,
    reminders,
    seats,
    waves,
)

app_name = "organisations"
cluster_urls = [
    path("", home.cluster, name="cluster"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite_member, name="invite_member"),
    path("members/import/", member_import.import_members, name="import_members"),
    path("members/import/send/", member_import.confirm_import, name="confirm_import"),
    path(
        "members/import/members.csv",
        member_import.import_template,
        name="import_template",
    ),
    path("members/<uuid:member>/", members.member, name="member"),
    path("members/<uuid:member>/remove/", members.remove_member, name="remove_member"),
    path("invitations/", members.member_invitations, name="member_invitations"),
    path("invitations/<uuid:invitation>/again/", members.send_again, name="send_again"),
    path(
        "invitations/<uuid:invitation>/withdraw/",
        members.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("join-code/", joining.join_code, name="join_code"),
    path("join-code/renew/", joining.renew_join_code, name="renew_join_code"),
    path("join-code/close/", joining.close_join_code, name="close_join_code"),
    path("people/", seats.seats, name="seats"),
    path("people/invite/", seats.invite_person, name="invite_person"),
    path("people/<uuid:person>/", seats.seat, name="seat"),
    path("people/<uuid:person>/remove/", seats.remove_seat, name="remove_seat"),
    path("waves/", waves.waves, name="waves"),
    path("waves/new/", waves.new_wave, name="new_wave"),
    path("waves/<uuid:wave>/edit/", waves.edit_wave, name="edit_wave"),
    path("appearance/", appearance.appearance, name="appearance"),
    path("logo.png", appearance.logo, name="logo"),
    path("accent.css", appearance.accent, name="accent"),
]
urlpatterns = [
    # what an invitation leads to
    path("invitations/<slug:token>/", invitations.invitation, name="invitation"),
    # the enterprise: its people, what it shares, its data
    # the cluster: its members, waves, appearance
    path("join/", joining.join, name="join"),
    path("join/<str:code>/", joining.join_with, name="join_with"),
    path(
        "reminders/stop/<str:signed>/", reminders.stop_reminders, name="stop_reminders"
    ),
    path(
        "reminders/want/<str:signed>/", reminders.want_reminders, name="want_reminders"
    ),
    path("clusters/<uuid:pk>/", include(cluster_urls)),
    # what an enterprise shares, its log and its end
    path("enterprises/<uuid:pk>/sharing/", consents.consents, name="consents"),
    path(
        "enterprises/<uuid:pk>/sharing/benchmark/",
        consents.switch_consent,
        {"purpose": consents.Purpose.BENCHMARK},
        name="switch_benchmark",
    ),
    path(
        "enterprises/<uuid:pk>/sharing/<uuid:member>/leave/",
        consents.leave_cluster,
        name="leave_cluster",
    ),
    path(
        "enterprises/<uuid:pk>/sharing/<uuid:member>/<slug:purpose>/",
        consents.switch_consent,
        name="switch_sharing",
    ),
    path("enterprises/<uuid:pk>/log/", log.enterprise_log, name="log"),
    path(
        "enterprises/<uuid:pk>/delete/",
        deletion.delete_enterprise,
        name="delete_enterprise",
    ),
    path(
        "enterprises/<uuid:pk>/keep/", deletion.keep_enterprise, name="keep_enterprise"
    ),
    path("clusters/<uuid:pk>/log/", log.cluster_log, name="cluster_log"),
    path("accounts/close/", closing.close_account, name="close_account"),
    path("accounts/data/", closing.account_data, name="account_data"),
    path("partners/<uuid:pk>/", partner.partner, name="partner"),
]
