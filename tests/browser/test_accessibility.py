"""Every page and state, looked at by axe and by measures of our own.

A test walks once past all pages and collects what it finds by state, so that one run
tells everything that is wrong.
"""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect

from assessment.answers import DONT_KNOW
from assessment.models import Assessment
from tests.browser.journey import (
    answer,
    expect_saved,
    numbers,
    press,
    questions,
    said,
    sign_up,
    start_quick_check,
)
from tests.browser.roles_walk import RolesWalk
from tests.factories import answer_all, make_assessment, make_submitted
from tests.organisations.accounts.people import set_up_app

pytestmark = pytest.mark.browser
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
PAGES = [
    "methodology",
    "glossary",
    "sources",
    "frameworks",
    "templates",
    "templates/pay_comparison_sheet",
    "translations",
    "accessibility",
    "privacy",
]


@pytest.fixture
def walk(page, context, complaints, owner, signed_in):
    """A function that yields the name of each page and state when it is shown."""

    def visitor(language):
        yield "home", page.goto(f"/{language}/")
        page.locator(".language-menu summary").click()
        yield "language menu open", None
        for name in PAGES:
            yield name, page.goto(f"/{language}/{name}/")
        yield "sign in", page.goto(f"/{language}/accounts/login/")
        press(page, "Sign in")
        yield (
            "sign in with errors",
            expect(page.locator(".error-summary")).to_be_focused(),
        )
        yield "sign up", page.goto(f"/{language}/accounts/signup/")
        sign_up(page, "no address")
        yield (
            "sign up with errors",
            expect(page.locator(".error-summary")).to_be_focused(),
        )
        yield "forgotten password", page.goto(f"/{language}/accounts/password/reset/")
        with complaints.expected("404"):
            page.goto(f"/{language}/nowhere/")
        yield "not found", None
        with complaints.expected("405"):
            page.goto(f"/{language}/assessments/start-quick/")
        yield "wrong method", None
        start_quick_check(page, language)
        yield "profile", None
        page.get_by_text(said(page, "Some of them work in another country")).click()
        press(page, "Continue")
        yield (
            "profile with errors",
            expect(page.locator(".error-summary")).to_be_focused(),
        )

    def member(language):
        def open_page(assessment, step=""):
            return page.goto(f"/{language}/assessments/{assessment.pk}/{step}")

        signed_in(context, owner)
        yield "no assessments", page.goto(f"/{language}/assessments/")
        for name in ("email", "password/change", "sessions", "second-step", "logout"):
            yield name, page.goto(f"/{language}/accounts/{name}/")
        yield (
            "reauthenticate",
            page.goto(f"/{language}/accounts/second-step/totp/activate/"),
        )
        page.locator("input[name=password]").fill("long enough to be safe")
        press(page, "Continue")
        yield "set up the app", expect(page.locator(".qr")).to_be_visible()
        press(page, "Switch it on")
        yield "app with errors", expect(page.locator(".error-summary")).to_be_focused()
        page.goto(f"/{language}/accounts/second-step/webauthn/add/")
        yield "add a passkey", expect(page.locator("#add-passkey")).to_be_visible()
        set_up_app(owner)
        yield (
            "recovery codes",
            page.goto(f"/{language}/accounts/second-step/recovery-codes/"),
        )
        yield "second step set up", page.goto(f"/{language}/accounts/second-step/")
        yield "no staff", open_page(make_assessment(owner, headcount={}), "check/")

        draft = make_assessment(owner)
        yield "area", open_page(draft, "strategy/")
        press(page, "Continue")
        yield "area with errors", expect(page.locator(".error-summary")).to_be_focused()
        open_page(draft, "leadership/")
        numbers(page).first.fill("many")
        press(page, "Continue")
        expect(page.locator(".error-summary")).to_be_focused()
        yield "share with errors", expect(numbers(page).first).to_have_value("many")
        yield "checklist", open_page(draft, "respect/")
        answer(questions(page)[0])
        expect_saved(questions(page)[0])
        for fold in page.locator("main summary").all():
            fold.click()
        yield "help, comment and absent answers open", None
        yield "open questions", open_page(draft, "check/")
        press(page, "Submit and see the result")
        yield "not submitted", expect(page.locator(".error-summary")).to_be_focused()
        answer_all(draft)
        yield "all answered", open_page(draft, "check/")
        yield "delete", open_page(draft, "delete/")
        Assessment.objects.filter(pk=draft.pk).update(edition="2020")
        with complaints.expected("409"):
            open_page(draft)
        yield "retired edition", None

        for scope in ("quick", "full"):
            assessment = make_submitted(owner, scope=scope, career_talks=DONT_KNOW)
            yield f"{scope} result", page.goto(f"/{language}/reports/{assessment.pk}/")
        for fold in page.locator("main summary").all():
            fold.click()
        yield "full result, all open", None
        yield (
            "computation",
            page.goto(f"/{language}/reports/{assessment.pk}/computation/"),
        )
        yield "my assessments", page.goto(f"/{language}/assessments/")

    def roles(language):
        for name in RolesWalk(page, context, complaints, signed_in).states(language):
            yield name, None

    def states(language="en"):
        parts = [visitor, member]
        if language != "fr":  # other words of the same length, and a walk is long
            parts.append(roles)
        for part in parts:
            for name, _ in part(language):
                page.wait_for_load_state()  # measured with the style sheet
                yield name

    return states


class Findings(dict):
    """What was found wrong, by state and look; empty when all is well."""

    def note(self, state, look, findings):
        if findings:
            self[f"{state}, {look}"] = findings


def axe(page, rules):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(
        """async (rules) => {
            const run = { runOnly: rules, resultTypes: ["violations"] };
            const { violations } = await axe.run(run);
            return violations.flatMap(({ id, nodes }) =>
                nodes.map((node) => `${id}: ${node.html.slice(0, 120)}`));
        }""",
        rules,
    )


def measured(page, name):
    """The findings of one of the measures on this page."""
    return page.evaluate(f"{MEASURES}; {name}()")


@pytest.mark.parametrize(
    ("language", "rules"),
    [
        ("en", {"light": LEVELS, "dark": COLOUR_RULES}),  # only the colours differ
        ("fr", {"light": LEVELS}),
    ],
    ids=["en", "fr"],
)
def test_axe_finds_nothing(page, walk, language, rules):
    findings = Findings()
    for state in walk(language):
        for scheme in rules:
            page.emulate_media(color_scheme=scheme)
            findings.note(state, scheme, axe(page, rules[scheme]))
    assert findings == {}


def test_text_and_borders_stand_out(page, walk):
    findings = Findings()
    for state in walk():
        for scheme in ("light", "dark"):
            for forced in ("none", "active"):
                page.emulate_media(color_scheme=scheme, forced_colors=forced)
                look = f"{scheme}, forced colours {forced}"
                findings.note(state, look, measured(page, "faint"))
    assert findings == {}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_fit_small_screens_large_text_and_thumbs(page, walk, language):
    findings = Findings()
    for state in walk(language):
        findings.note(state, "targets", measured(page, "small"))
        large = measured(page, "cramped_at_twice_the_size")
        findings.note(state, "text at 200 %", large)
        page.set_viewport_size({"width": 320, "height": 640})
        findings.note(state, "320 pixels", measured(page, "sideways"))
        page.set_viewport_size({"width": 1280, "height": 720})
    assert findings == {}


@pytest.mark.parametrize("language", ["de", "ro"])
def test_long_words_fit_small_screens(page, walk, language):
    findings = Findings()
    page.set_viewport_size({"width": 320, "height": 640})
    for state in walk(language):
        findings.note(state, "320 pixels", measured(page, "sideways"))
    assert findings == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_visible_on_every_control(page, context, owner, signed_in, scheme):
    signed_in(context, owner)
    draft = make_assessment(owner)
    page.emulate_media(color_scheme=scheme)
    for step in ("profile", "leadership", "respect"):
        page.goto(f"/en/assessments/{draft.pk}/{step}/")
        for fold in page.locator("main summary").all():
            fold.press("Enter")  # from here on the keyboard leads
        assert measured(page, "unmarked_focus") == []


# The measures, run in the page. Each returns sentences, none when all is well.
MEASURES = r"""
const CONTROLS =
  "a[href], button, input:not([type=hidden]), select, textarea, summary";

function named(element) {
  const words = (element.innerText || element.name || element.className || "").trim();
  return `${element.tagName.toLowerCase()} "${String(words).slice(0, 50)}"`;
}

function shown(element) {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (element.closest(".visually-hidden, .skip-link")) return false;
  const { width, height } = element.getBoundingClientRect();
  return width > 0 && height > 0;
}

// Colours: the contrast of WCAG 2, of computed values.

function parts(color) {
  const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
  return { rgb: [red, green, blue], alpha };
}

function luminance({ rgb }) {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function ground(element) {
  for (let place = element; place; place = place.parentElement) {
    const color = parts(getComputedStyle(place).backgroundColor);
    if (color.alpha === 1) return color;
  }
  return parts("rgb(255, 255, 255)");
}

const FRAMED = [
  "input:not([type=hidden], [type=radio], [type=checkbox])",
  "select",
  "textarea",
  ".options .option",
  ".button:not(.quiet)",
].join();

function faint() {
  const findings = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    if (!words.currentNode.data.trim() || !shown(element)) continue;
    const style = getComputedStyle(element);
    const color = element.closest("svg") ? style.fill : style.color;
    const ratio = contrast(parts(color), ground(element));
    if (ratio < 4.5) findings.push(`text ${ratio.toFixed(2)}: ${named(element)}`);
  }
  for (const element of document.querySelectorAll("body *")) {
    if (!shown(element)) continue;
    const sign = getComputedStyle(element, "::before");
    if (!/[^"\s]/.test(sign.content.replace(/^(none|normal)$/, ""))) continue;
    const own = parts(sign.backgroundColor);
    const ratio = contrast(parts(sign.color), own.alpha ? own : ground(element));
    if (ratio < 4.5) findings.push(`sign ${ratio.toFixed(2)}: ${named(element)}`);
  }
  for (const element of document.querySelectorAll(FRAMED)) {
    if (!shown(element)) continue;
    const style = getComputedStyle(element);
    const around = ground(element.parentElement);
    const width = parseFloat(style.borderTopWidth);
    const ratio = width ? contrast(parts(style.borderTopColor), around) : 1;
    if (ratio < 3) findings.push(`border ${ratio.toFixed(2)}: ${named(element)}`);
  }
  return findings;
}

// Focus: a ring and a line, one of which always stands out from what is around.

function unmarked_focus() {
  const findings = [];
  const reachable = `${CONTROLS}, [tabindex="0"]`;
  for (const element of document.querySelectorAll(reachable)) {
    if (!element.checkVisibility()) continue;
    element.focus();
    const marked = element.closest(".option") ?? element;
    const style = getComputedStyle(marked);
    const around = ground(marked.parentElement);
    const ring = parts(style.outlineColor);
    const [shadow] = style.boxShadow.match(/rgba?\([^)]*\)/) ?? [];
    const line = shadow && parts(shadow);
    const { top, bottom } = marked.getBoundingClientRect();
    const drawn = style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
    let fault = "";
    if (document.activeElement !== element) fault = "not reached";
    else if (!drawn) fault = "no ring";
    else if (!line || contrast(ring, line) < 3) fault = "no line beside the ring";
    else if (contrast(ring, around) < 3 && contrast(line, around) < 3) fault = "faint";
    else if (bottom < 0 || top > innerHeight) fault = "out of sight";
    if (fault) findings.push(`${fault}: ${named(element)}`);
  }
  return findings;
}

// Sizes and places.

function controls() {
  return [...document.querySelectorAll(CONTROLS)].filter(shown);
}

function in_a_sentence(element) {
  if (getComputedStyle(element).display !== "inline") return false;
  const block = element.closest("p, li, dd, dt, td, th, div");
  return block.innerText.trim().length > element.innerText.trim().length;
}

function small() {
  return controls()
    .filter((element) => !in_a_sentence(element))
    .flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const size = `${Math.round(width)} x ${Math.round(height)}`;
      return Math.min(width, height) < 24 ? [`${size}: ${named(element)}`] : [];
    });
}

function sideways() {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")].filter(
    (element) => shown(element) && element.getBoundingClientRect().right > clientWidth,
  );
  return [`${scrollWidth} of ${clientWidth} pixels`, ...wide.slice(0, 5).map(named)];
}

function cut() {
  return [...document.querySelectorAll("body *")].filter((element) => {
    if (!shown(element) || element.closest("svg")) return false;
    const { overflowX, overflowY } = getComputedStyle(element);
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
    return (
      (/hidden|clip/.test(overflowX) && scrollWidth > clientWidth + 1) ||
      (/hidden|clip/.test(overflowY) && scrollHeight > clientHeight + 1)
    );
  });
}

function covered() {
  // An open menu lies above the page on purpose.
  const level = controls().filter((element) => !element.closest(".language-menu ul"));
  const places = level.flatMap((element) =>
    [...element.getClientRects()].map((place) => ({ element, place })),
  );
  return places.flatMap(({ element, place }, index) =>
    places
      .slice(index + 1)
      .filter((other) => !element.contains(other.element))
      .filter(({ place: other }) => {
        const left = Math.max(place.left, other.left);
        const right = Math.min(place.right, other.right);
        const top = Math.max(place.top, other.top);
        const bottom = Math.min(place.bottom, other.bottom);
        return right - left > 1 && bottom - top > 1;
      })
      .map((other) => `${named(element)} and ${named(other.element)}`),
  );
}

function cramped_at_twice_the_size() {
  const html = document.documentElement;
  html.style.fontSize = "200%";
  const findings = [
    ...sideways(),
    ...cut().map((element) => `cut: ${named(element)}`),
    ...covered().map((pair) => `covered: ${pair}`),
  ];
  html.style.fontSize = "";
  return findings;
}
"""
