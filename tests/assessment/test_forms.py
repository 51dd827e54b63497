"""What a browser sent becomes raw answers, and stored answers become words."""

import pytest
from django.http import QueryDict
from django.utils import translation

from assessment.edition import load
from assessment.forms import AreaForm, ProfileForm, profile_initial
from assessment.models import Answer, mark
from assessment.profile import profile_data
from assessment.wording import answer_text

QUESTIONNAIRE = load("2026")
STAGED = QUESTIONNAIRE.question("neutral_job_ads")  # may be "not applicable"
YES_NO = QUESTIONNAIRE.question("pay_history")
CHECKLIST = QUESTIONNAIRE.question("safe_equipment")
METRIC = QUESTIONNAIRE.question("decision_balance")


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


def entry_of(question, body, stored=None):
    """The question after a page sent `body`, an encoded form without its prefix."""
    form = AreaForm(
        QueryDict(body),
        prefix="p",
        area=QUESTIONNAIRE.area(question.area),
        questions=[question],
        size_class="small",
        given={} if stored is None else {question.code: stored},
        questionnaire=QUESTIONNAIRE,
    )
    return form.questions[0]


def sent(question, value, suffix=""):
    return f"p-{question.code}{suffix}={value}"


@pytest.mark.parametrize(
    ("question", "body", "raw"),
    [
        (STAGED, "", None),
        (STAGED, sent(STAGED, "0"), 0),
        (STAGED, sent(STAGED, "4"), 4),
        (STAGED, sent(STAGED, "dont_know"), "dont_know"),
        (STAGED, sent(STAGED, "not_applicable:no_hiring"),
         {"not_applicable": "no_hiring"}),
        (YES_NO, sent(YES_NO, "no"), "no"),
        (CHECKLIST, sent(CHECKLIST, "none"), []),
        (CHECKLIST, sent(CHECKLIST, "toilets"), ["toilets"]),
        (
            CHECKLIST,
            f"{sent(CHECKLIST, 'toilets')}&{sent(CHECKLIST, 'heavy_tasks', '-absent')}",
            {"ticked": ["toilets"], "absent": ["heavy_tasks"]},
        ),
        (CHECKLIST, sent(CHECKLIST, "dont_know"), "dont_know"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '9', '-men')}",
         {"women": 3, "men": 9}),
        (METRIC, f"{sent(METRIC, ' 3 ', '-women')}&{sent(METRIC, '009', '-men')}",
         {"women": 3, "men": 9}),
        (METRIC, sent(METRIC, "dont_know"), "dont_know"),
        (METRIC, f"{sent(METRIC, '', '-women')}&{sent(METRIC, '', '-men')}", None),
    ],
)  # fmt: skip
def test_a_sent_value_becomes_the_raw_answer(question, body, raw):
    entry = entry_of(question, body)
    assert entry.errors == []
    assert entry.value == raw
    assert entry.change().value == raw


@pytest.mark.parametrize(
    ("question", "body"),
    [
        (STAGED, sent(STAGED, "5")),
        (STAGED, sent(STAGED, "-1")),
        (STAGED, sent(STAGED, "1.0")),
        (STAGED, sent(STAGED, " 1")),
        (STAGED, sent(STAGED, "")),
        (STAGED, sent(STAGED, "\u0663")),  # three, in Arabic digits
        (STAGED, sent(STAGED, "\u00b2")),
        (STAGED, sent(STAGED, "\uff13")),
        (STAGED, sent(STAGED, "yes")),
        (STAGED, sent(STAGED, "not_applicable:war")),
        (STAGED, sent(STAGED, "not_applicable:")),
        (STAGED, f"{sent(STAGED, '1')}&{sent(STAGED, '2')}"),
        (STAGED, f"{sent(STAGED, '1')}&{sent(STAGED, '1')}"),
        (STAGED, f"{sent(STAGED, '1')}&{sent(STAGED, 'dont_know')}"),
        (YES_NO, sent(YES_NO, "1")),
        (YES_NO, sent(YES_NO, "Yes")),
        (YES_NO, sent(YES_NO, "not_applicable:no_hiring")),  # no reason accepted here
        (YES_NO, f"{sent(YES_NO, 'yes')}&{sent(YES_NO, 'no')}"),
        (CHECKLIST, sent(CHECKLIST, "telephone_box")),
        (CHECKLIST, f"{sent(CHECKLIST, 'none')}&{sent(CHECKLIST, 'toilets')}"),
        (CHECKLIST, f"{sent(CHECKLIST, 'dont_know')}&{sent(CHECKLIST, 'toilets')}"),
        (CHECKLIST, sent(CHECKLIST, "toilets", "-absent")),  # nothing ticked
        (CHECKLIST, f"{sent(CHECKLIST, 'toilets')}&"
                    f"{sent(CHECKLIST, 'toilets', '-absent')}"),
        (CHECKLIST, f"{sent(CHECKLIST, 'toilets')}&"
                    f"{sent(CHECKLIST, 'tools_machines', '-absent')}"),
        (CHECKLIST, f"{sent(CHECKLIST, 'none')}&{sent(CHECKLIST, 'x', '-absent')}"),
        (METRIC, sent(METRIC, "3", "-women")),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '-9', '-men')}"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '1e3', '-men')}"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '٩', '-men')}"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '1000001', '-men')}"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '9' * 5000, '-men')}"),
        (METRIC, f"{sent(METRIC, '3', '-women')}&{sent(METRIC, '9', '-men')}&"
                 f"{sent(METRIC, 'dont_know')}"),
    ],
)  # fmt: skip
def test_a_value_the_question_cannot_take_is_told_and_changes_nothing(question, body):
    kept = Answer(question=question.code, value="dont_know")
    entry = entry_of(question, body, kept)
    assert [str(error) for error in entry.errors] == [str(entry.refusal)]
    assert entry.value == "dont_know"


@pytest.mark.parametrize(
    ("women", "men", "half"),
    [("3", "", True), ("", "9", True), ("3", "x", False), ("", "", False),
     ("x", "", False), ("3", "9", False)],
)  # fmt: skip
def test_the_numbers_of_a_share_stay_as_they_were_typed(women, men, half):
    body = f"{sent(METRIC, women, '-women')}&{sent(METRIC, men, '-men')}"
    entry = entry_of(METRIC, body, Answer(question=METRIC.code, value=None))
    assert [(sex, str(heads)) for sex, _, heads in entry.heads] == [
        ("women", women),
        ("men", men),
    ]
    assert entry.half_typed is half


def test_an_open_share_asks_for_its_two_numbers():
    form = AreaForm(
        QueryDict(""),
        prefix="p",
        area=QUESTIONNAIRE.area(METRIC.area),
        questions=[METRIC, STAGED],
        size_class="small",
        given={},
        questionnaire=QUESTIONNAIRE,
    )
    form.ask_for_open_ones()
    assert [str(entry.errors[0]) for entry in form.wrong] == [
        "Write two whole numbers in digits, or choose “I don't know”.",
        "Choose an answer, or “I don't know”.",
    ]


def test_what_can_be_kept_is_kept_beside_what_cannot():
    form = AreaForm(
        QueryDict(f"{sent(STAGED, '7')}&{sent(YES_NO, 'no')}"),
        prefix="p",
        area=QUESTIONNAIRE.area("pay"),
        questions=[STAGED, YES_NO],
        size_class="small",
        given={},
        questionnaire=QUESTIONNAIRE,
    )
    assert [change.question for change in form.changes] == [YES_NO.code]
    assert [entry.code for entry in form.wrong] == [STAGED.code]


@pytest.mark.parametrize(("length", "fits"), [(2000, True), (2001, False)])
def test_a_comment_has_room_for_2000_characters(length, fits):
    entry = entry_of(
        STAGED, f"{sent(STAGED, '1')}&{sent(STAGED, 'é' * length, '-comment')}"
    )
    assert len(entry.comment) == length
    assert [str(error) for error in entry.errors] == (
        [] if fits else ["Shorten the comment to 2000 characters; it has 2001."]
    )


def test_control_characters_are_dropped_from_comments_and_line_breaks_are_not():
    body = sent(STAGED, "a%00b%0B%0D%0Ac%C2%85%09d", "-comment")
    assert entry_of(STAGED, body).comment == "ab\nc\td"


@pytest.mark.parametrize("seen", ["", "x", "0" * 5000, "%00", "%F0%9F%92%A9"])
def test_an_invalid_mark_of_what_was_shown_counts_as_not_shown(seen):
    entry = entry_of(STAGED, f"{sent(STAGED, '1')}&{sent(STAGED, seen, '-seen')}")
    assert entry.change().seen not in (mark(None), mark(0))


@pytest.mark.parametrize(
    ("question", "raw", "words"),
    [
        (STAGED, None, ""),
        (STAGED, "dont_know", "I don't know"),
        (STAGED, {"not_applicable": "no_hiring"}, "Does not apply to us: "),
        (STAGED, 2, "In use: "),
        (YES_NO, "yes", "Yes"),
        (CHECKLIST, [], "None of these"),
        (METRIC, {"women": 3, "men": 9}, "Women 3, Men 9"),
    ],
)
def test_a_stored_answer_becomes_words(question, raw, words):
    text = answer_text(
        QUESTIONNAIRE, question, question.read(raw), question.phrased_for("small")
    )
    if words.endswith(": "):
        assert text.startswith(words)
        assert len(text) > len(words)
    else:
        assert text == words


@pytest.mark.parametrize("question", QUESTIONNAIRE.questions, ids=lambda q: q.code)
def test_every_value_a_page_offers_is_taken_and_shown_as_chosen(question):
    shown = entry_of(question, "")
    for choice in (*shown.choices, *shown.choices_apart):
        entry = entry_of(question, sent(question, choice.value))
        assert entry.errors == []
        again = entry_of(
            question, "", Answer(question=question.code, value=entry.value)
        )
        again.sent, again.value = None, entry.value
        chosen = [c.value for c in (*again.choices, *again.choices_apart) if c.chosen]
        assert chosen == [choice.value]


# The profile

PROFILE = {
    "name": "Menuiserie Exemple",
    "country": "FR",
    "sector": "C",
    "ecosystem": "",
    "women": "5",
    "men": "9",
    "other": "",
    "leave_in_24_months": "yes",
    "has_managers": "yes",
    "has_board": "no",
    "variable_pay": "no",
    "has_suppliers": "no",
    "in_group": "no",
}


def profile_form(**changes):
    return ProfileForm(PROFILE | changes, questionnaire=QUESTIONNAIRE)


def test_a_profile_is_read_from_its_form_and_shown_in_it_again():
    form = profile_form(country_1="ES", heads_1="4")
    assert form.is_valid()
    profile = form.cleaned_data["profile"]
    assert profile.headcount.total == 14
    assert profile.headcount_by_country == {"FR": 10, "ES": 4}
    assert profile.holds("leave_in_24_months")
    assert not profile.holds("has_board")
    shown = profile_initial(profile_data(profile))
    typed = PROFILE | {
        "women": 5,
        "men": 9,
        "other": 0,
        "country_1": "ES",
        "heads_1": 4,
    }
    assert shown == typed


@pytest.mark.parametrize(
    ("changes", "field", "advice"),
    [
        ({"country": ""}, "country", "Choose a country."),
        ({"country": "XX"}, "country", "Select a valid choice."),
        ({"sector": "C1"}, "sector", "Select a valid choice."),
        ({"ecosystem": "<b>"}, "ecosystem", "Select a valid choice."),
        ({"women": ""}, "women", "write 0 where there is nobody"),
        ({"women": "five"}, "women", "Write a whole number in digits."),
        ({"women": "1.5"}, "women", "Write a whole number in digits."),
        ({"women": "9" * 5000}, "women", "Write a whole number in digits."),
        ({"women": "-5"}, "women", "greater than or equal to 0"),
        ({"men": "1000001"}, "men", "less than or equal to 1000000"),
        ({"other": "-1"}, "other", "greater than or equal to 0"),
        ({"has_board": ""}, "has_board", "Choose yes or no."),
        ({"has_board": "perhaps"}, "has_board", "Select a valid choice."),
        ({"name": "x" * 201}, "name", "at most 200 characters"),
        ({"country_1": "ES"}, "heads_1", "Give the number of staff in this country."),
        ({"heads_1": "4"}, "country_1", "Choose the country."),
        (
            {"country_1": "FR", "heads_1": "4"},
            "country_1",
            "This country stands twice.",
        ),
        (
            {"country_1": "ES", "heads_1": "15"},
            "heads_1",
            "more staff than the 14 in all",
        ),
        ({"country_1": "ES", "heads_1": "-1"}, "heads_1", "greater than or equal to 0"),
        (
            {"country_1": "ES", "heads_1": "1", "country_2": "ES", "heads_2": "1"},
            "country_2",
            "This country stands twice.",
        ),
    ],
)
def test_a_profile_that_cannot_be_is_told_beside_the_field(changes, field, advice):
    form = profile_form(**changes)
    assert not form.is_valid()
    assert list(form.errors) == [field]
    assert advice in form.errors[field][0]


@pytest.mark.parametrize(("digits", "number"), [("٣", 3), ("১২", 12), ("007", 7)])
def test_digits_of_other_scripts_are_numbers_in_the_profile(digits, number):
    form = profile_form(women=digits)
    assert form.is_valid()
    assert form.cleaned_data["profile"].headcount.women == number


def test_a_name_is_kept_composed_and_without_control_characters():
    form = profile_form(name=" Me\u0301nuiserie\x00\x0b\x85 ")
    assert form.is_valid()
    assert form.cleaned_data["profile"].name == "Ménuiserie"
