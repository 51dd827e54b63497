"""One question on a page: what it shows, what a browser sent, what is wrong with it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from assessment.answers import DONT_KNOW, AnswerError, Scale, checked
from assessment.edition import load
from assessment.models import Change, mark
from assessment.profile import (
    LONGEST_COMMENT,
    plain_text,
)
from assessment.questions import Question
from assessment.wording import answer_text, translated

REASON = "not_applicable:"
NONE = "none"
SEXES = ("women", "men")  # of whom a share is counted
MOST_DRAWN = 2000  # questions kept as HTML, of about 6 kilobytes each


@dataclass(frozen=True, slots=True)
class Choice:
    """One row of a question as the page shows it."""

    value: str
    word: str
    text: str
    chosen: bool
    id: str


class QuestionField:
    """One question on a page: what it shows, what was sent, what is wrong with it.

    Django's own radio widgets cost several milliseconds a page; this draws from
    plain values and a template. What is the same for everybody is drawn once.
    """

    def __init__(self, question: Question, size_class, prefix, stored, questionnaire):
        self.question = question
        self.code = question.code
        self.size_class = size_class
        self.prefix = prefix
        self.name = f"{prefix}-{question.code}"
        self.stored = stored
        self.value = stored.value if stored else None
        self.comment = stored.comment if stored else ""
        self.seen = mark(self.value)
        self.seen_comment = mark(self.comment)
        self.errors: list[str] = []
        self.other_value: str | None = None  # what another window chose meanwhile
        self.sent: list[str] | None = None
        self.sent_heads = ["", ""]
        self.refused_heads: list[str] = []  # as typed, to be put right
        self.phrasing = question.phrased_for(size_class)
        self.questionnaire = questionnaire

    # What a browser sent

    def take(self, data) -> None:
        """Read what was sent; a value the question cannot take becomes an error."""
        self.sent = data.getlist(self.name)
        self.sent_heads = self._heads_texts(data)
        self.comment = plain_text(data.get(f"{self.name}-comment", ""))
        self.seen = data.get(f"{self.name}-seen", "")
        self.seen_comment = data.get(f"{self.name}-seen-comment", "")
        stored = self.value
        try:
            self.value = self._raw(data)
            self.question.read(self.value)
        except AnswerError:
            self.value = stored
            self.refused_heads = self.sent_heads
            self.errors.append(self.refusal)
        if len(self.comment) > LONGEST_COMMENT:
            self.errors.append(
                _("Shorten the comment to %(limit)s characters; it has %(length)s.")
                % {"limit": LONGEST_COMMENT, "length": len(self.comment)}
            )

    @property
    def refusal(self):
        if self.question.scale is Scale.METRIC:
            return _("Write two whole numbers in digits, or choose “I don't know”.")
        if self.question.scale is Scale.CHECKLIST:
            return _(
                "Tick what holds, or “None of these”, or “I don't know”: these three "
                "do not go together, and an item that does not exist is not ticked."
            )
        return _("This is not one of the answers. Choose one of those shown.")

    def _raw(self, data) -> Any:
        sent = self.sent
        alone = len(sent) == 1 and not any(self.sent_heads)
        if alone and sent[0] == DONT_KNOW:
            return DONT_KNOW
        if alone and sent[0].startswith(REASON):
            return {"not_applicable": sent[0].removeprefix(REASON)}
        match self.question.scale:
            case Scale.STAGED | Scale.YES_NO:
                return self._one(sent)
            case Scale.CHECKLIST:
                return self._ticks(sent, data.getlist(f"{self.name}-absent"))
            case Scale.METRIC:
                return self._heads(sent)

    def _one(self, sent) -> Any:
        if not sent:
            return None
        if len(sent) > 1:
            raise AnswerError("more than one answer")
        if self.question.scale is Scale.YES_NO:
            return sent[0]
        if not (len(sent[0]) == 1 and sent[0].isascii() and sent[0].isdigit()):
            raise AnswerError("no stage")
        return int(sent[0])

    def _ticks(self, sent, absent) -> Any:
        if not sent and not absent:
            return None
        ticked = [code for code in sent if code != NONE]
        if (NONE in sent and ticked) or DONT_KNOW in sent:
            raise AnswerError("contradiction")
        if not sent:
            raise AnswerError("nothing ticked")
        return {"ticked": ticked, "absent": absent} if absent else ticked

    def _heads_texts(self, data) -> list[str]:
        return [data.get(f"{self.name}-{sex}", "").strip() for sex in SEXES]

    def _heads(self, sent) -> Any:
        texts = self.sent_heads
        if not sent and not any(texts):
            return None
        if sent or not all(_whole_number(text) for text in texts):
            raise AnswerError("no headcount")
        return dict(zip(SEXES, map(int, texts), strict=True))

    @property
    def half_typed(self) -> bool:
        """Whether one of two numbers is there and the other still to come."""
        return (
            self.metric
            and not self.sent
            and sorted(map(_whole_number, self.sent_heads)) == [False, True]
            and "" in self.sent_heads
        )

    def change(self) -> Change:
        return Change(self.code, self.value, self.comment, self.seen, self.seen_comment)

    def contradict(self, row) -> None:
        """Tell that another window changed this answer since the page was shown."""
        self.other_value = self.text_of(row.value)
        self.seen, self.seen_comment = mark(row.value), mark(row.comment)
        message = _(
            "This was changed in another window meanwhile, to: %(other)s. "
            "Choose the answer that holds and continue."
        ) % {"other": self.other_value or _("no answer")}
        if row.value == self.value:
            message = _(
                "The comment was changed in another window meanwhile, to: "
                "“%(other)s”. Leave here the one that holds and continue."
            ) % {"other": row.comment}
        self.errors.append(message)

    def keep(self, row) -> None:
        """Show what is stored now, another window's answer included."""
        self.value, self.comment = row.value, row.comment
        self.seen, self.seen_comment = mark(row.value), mark(row.comment)

    def text_of(self, raw: Any) -> str:
        return answer_text(
            self.questionnaire, self.question, self.question.read(raw), self.phrasing
        )

    # What the page shows

    @property
    def drawn(self):
        """The question as HTML, for most people drawn before."""
        if self.sent is not None or self.errors or self.comment:
            return render_to_string("assessment/_question.html", {"entry": self})
        return _drawn(
            self.questionnaire.edition,
            self.code,
            self.size_class,
            self.prefix,
            get_language(),
            json.dumps(self.value),
        )

    @property
    def id(self):
        return f"id_{self.name}"

    @property
    def text(self):
        return translated(self.phrasing.text)

    @property
    def why(self):
        return translated(self.question.why)

    @property
    def help(self):
        return translated(self.phrasing.help)

    @property
    def example(self):
        return translated(self.phrasing.example)

    @property
    def terms(self):
        return [
            (translated(term.term), translated(term.meaning))
            for term in map(self.questionnaire.term, self.question.terms)
        ]

    @property
    def sources(self):
        sources, language = self.questionnaire.sources, get_language()
        return [sources[code].cited_in(language) for code in self.question.legal_basis]

    @property
    def multiple(self):
        return self.question.scale is Scale.CHECKLIST

    @property
    def metric(self):
        return self.question.scale is Scale.METRIC

    @property
    def heads(self):
        given = self.value if isinstance(self.value, dict) else {}
        shown = self.refused_heads or [given.get(sex, "") for sex in SEXES]
        return [
            (sex, translated(self.questionnaire.answer_words[f"share.{index}"]), heads)
            for index, (sex, heads) in enumerate(zip(SEXES, shown, strict=True))
        ]

    @property
    def group(self):
        return translated(self.question.group) if self.question.group else ""

    @property
    def choices(self):
        """The answers proper."""
        words = self.questionnaire.answer_words
        match self.question.scale:
            case Scale.STAGED:
                return [
                    self._choice(
                        str(stage),
                        translated(self.questionnaire.stage_words[stage]),
                        translated(text),
                        chosen=self.value == stage,
                    )
                    for stage, text in enumerate(self.phrasing.stages)
                ]
            case Scale.YES_NO:
                return [
                    self._choice(
                        code,
                        translated(words[f"yes_no.{index}"]),
                        chosen=self.value == code,
                    )
                    for index, code in enumerate(("yes", "no"))
                ]
            case Scale.CHECKLIST:
                ticked, _absent = self._checked()
                return [
                    *(
                        self._choice(
                            item.code,
                            text=translated(item.text),
                            chosen=item.code in ticked,
                        )
                        for item in self.question.items
                    ),
                    self._choice(
                        NONE,
                        translated(words["checklist.0"]),
                        chosen=self.value is not None and not ticked,
                    ),
                ]
        return []

    def _checked(self):
        if self.value == DONT_KNOW or not isinstance(self.value, (list, dict)):
            return ["-"] if self.value is not None else [], []
        if isinstance(self.value, dict) and "ticked" not in self.value:
            return ["-"], []
        return checked(self.value)

    @property
    def absent_choices(self):
        """Items of a checklist that may not exist in the firm."""
        absent = self._checked()[1] if self.multiple else []
        return [
            self._choice(
                f"absent-{item.code}",
                text=translated(item.text),
                chosen=item.code in absent,
                value=item.code,
            )
            for item in self.question.items
            if item.may_be_absent
        ]

    @property
    def choices_apart(self):
        """ "I don't know" and the reasons for "not applicable"."""
        reason = (
            self.value.get("not_applicable") if isinstance(self.value, dict) else ""
        )
        return [
            self._choice(DONT_KNOW, _("I don't know"), chosen=self.value == DONT_KNOW),
            *(
                self._choice(
                    f"{REASON}{item.code}",
                    _("Does not apply to us"),
                    translated(item.text),
                    chosen=item.code == reason,
                )
                for item in self.question.reasons
            ),
        ]

    def _choice(self, suffix, word="", text="", *, chosen, value=None):
        return Choice(
            value=value or suffix,
            word=word,
            text=text,
            chosen=chosen,
            id=f"{self.id}_{suffix.replace(':', '-')}",
        )


@lru_cache(MOST_DRAWN)
def _drawn(edition, code, size_class, prefix, language, value):
    """A question as HTML, the same for everybody who gave it the same answer.

    No comment is kept here. Measured: without it a page takes twice the time.
    """
    questionnaire = load(edition)
    question = questionnaire.question(code)
    entry = QuestionField(question, size_class, prefix, None, questionnaire)
    entry.value = json.loads(value)
    entry.seen = mark(entry.value)
    with override(language):
        return render_to_string("assessment/_question.html", {"entry": entry})


def _whole_number(text: str) -> bool:
    """Digits only, and few enough that Python makes a number of them."""
    return text.isascii() and text.isdigit() and len(text) < 100
