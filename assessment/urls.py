from django.contrib.auth.decorators import login_required
from django.urls import path

from assessment import (
    cluster_pages,
    delegated,
    delegations,
    history,
    pages,
    presence,
    team,
    views,
)

app_name = "assessment"
questionnaire = views.QuestionnaireView.as_view(url_name="assessment:step")
urlpatterns = [
    path("", pages.HomeView.as_view(), name="home"),
    path(
        "assessments/",
        login_required(pages.AssessmentsView.as_view()),
        name="assessments",
    ),
    path("assessments/start-quick/", pages.start_quick, name="start_quick"),
    path("assessments/start-full/", pages.start_full, name="start_full"),
    path("assessments/take-along/", pages.take_along, name="take_along"),
    path("assessments/<uuid:pk>/", questionnaire, name="resume"),
    path("assessments/<uuid:pk>/delete/", pages.delete, name="delete"),
    path("assessments/<uuid:pk>/continue/", pages.continue_from, name="continue_from"),
    path(
        "assessments/<uuid:pk>/answers/<slug:code>/",
        views.save_answer,
        name="save_answer",
    ),
    path("assessments/<uuid:pk>/presence/", presence.presence, name="presence"),
    path("assessments/<uuid:pk>/history/", history.history, name="history"),
    path(
        "assessments/<uuid:pk>/delegations/",
        delegations.delegations,
        name="delegations",
    ),
    path(
        "assessments/<uuid:pk>/delegations/new/", delegations.delegate, name="delegate"
    ),
    path(
        "assessments/<uuid:pk>/delegations/<uuid:delegation>/renew/",
        delegations.renew_delegation,
        name="renew_delegation",
    ),
    path(
        "assessments/<uuid:pk>/delegations/<uuid:delegation>/withdraw/",
        delegations.withdraw_delegation,
        name="withdraw_delegation",
    ),
    path("assessments/<uuid:pk>/<slug:step>/", questionnaire, name="step"),
    # a part in other hands; questions save to ../answers/ here as there
    path("delegated/<slug:token>/", delegated.delegated_link, name="delegated_link"),
    path(
        "delegated/part/<uuid:pk>/questions/",
        delegated.delegated_part,
        name="delegated_part",
    ),
    path(
        "delegated/part/<uuid:pk>/answers/<slug:code>/",
        delegated.delegated_answer,
        name="delegated_answer",
    ),
    path(
        "delegated/part/<uuid:pk>/presence/",
        delegated.delegated_presence,
        name="delegated_presence",
    ),
    path(
        "delegated/part/<uuid:pk>/done/",
        delegated.delegated_done,
        name="delegated_done",
    ),
    # the people of an enterprise
    path("enterprises/<uuid:pk>/people/", team.people, name="people"),
    path("enterprises/<uuid:pk>/people/invite/", team.invite, name="invite"),
    path(
        "enterprises/<uuid:pk>/people/<uuid:person>/", team.colleague, name="colleague"
    ),
    path(
        "enterprises/<uuid:pk>/people/<uuid:person>/remove/",
        team.remove_colleague,
        name="remove_colleague",
    ),
    path("enterprises/<uuid:pk>/leave/", team.leave, name="leave"),
    path(
        "enterprises/<uuid:pk>/invitations/<uuid:invitation>/again/",
        team.invite_again,
        name="invite_again",
    ),
    path(
        "enterprises/<uuid:pk>/invitations/<uuid:invitation>/withdraw/",
        team.withdraw_invitation,
        name="withdraw_invitation",
    ),
    # the waves of a cluster
    path("clusters/<uuid:pk>/waves/<uuid:wave>/", cluster_pages.wave, name="wave"),
    path(
        "clusters/<uuid:pk>/waves/<uuid:wave>/progress.csv",
        cluster_pages.wave_sheet,
        name="wave_sheet",
    ),
    path(
        "clusters/<uuid:pk>/waves/<uuid:wave>/remind/",
        cluster_pages.remind_members,
        name="remind",
    ),
    path(
        "clusters/<uuid:pk>/waves/<uuid:wave>/delete/",
        cluster_pages.delete_wave,
        name="delete_wave",
    ),
]
