// Small comforts on top of pages that work without this file.
"use strict";

// Errors: the summary is read out first, and its links lead into the field itself.
document.querySelector(".error-summary")?.focus();
document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const controls = "input:not([type=hidden]), select, textarea";
  const control = place?.matches(controls) ? place : place?.querySelector(controls);
  if (!control) return;
  event.preventDefault();
  (control.closest("fieldset, .field") ?? control).scrollIntoView();
  control.focus({ preventScroll: true });
});

// Language menu: Escape closes it, and so does going on elsewhere.
const languages = document.querySelector(".language-menu details");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !languages?.open) return;
  languages.open = false;
  languages.querySelector("summary").focus();
});
for (const type of ["click", "focusin"]) {
  document.addEventListener(type, (event) => {
    if (languages?.open && !languages.contains(event.target)) languages.open = false;
  });
}

// Submit waits for answers on their way (three seconds at most): they come back with
// marks without which the page would seem to know nothing of them.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.waited) {
    delete form.dataset.waited;
    return;
  }
  if (!onTheWay(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const since = Date.now();
  const timer = setInterval(() => {
    if (onTheWay(form) && Date.now() - since < 3000) return;
    clearInterval(timer);
    form.dataset.waited = "yes";
    form.requestSubmit(event.submitter);
  }, 60);
}, true);
function onTheWay(form) {
  return form.querySelector(".htmx-request") || form.matches(".htmx-request");
}

// Double submit: one press is enough, and the back button finds the form usable again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Later, because a disabled button would not send its own value.
  setTimeout(() => toggleButtons(form, true));
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) {
    delete form.dataset.sent;
    toggleButtons(form, false);
  }
});
function toggleButtons(form, disabled) {
  for (const element of form.elements) {
    if (element.type === "submit") element.disabled = disabled;
  }
}

// Autosave: a question (any element with hx-post) is unsaved from its request
// until an answer that holds a new saved mark.
const unsaved = new Set();
const failed = new Set();
// Who else is here is asked by the same means; nothing is lost when it fails.
const isPresence = (event) => event.detail.elt.matches(".presence");
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!isPresence(event)) unsaved.add(event.detail.elt);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // Only a saved mark may land in the question: no sign-in page, no error page.
  const { elt, serverResponse } = event.detail;
  const wanted = isPresence(event) ? "presence-now" : "saved-mark";
  if (elt.innerHTML === serverResponse) event.detail.shouldSwap = false;
  if (event.detail.shouldSwap && !serverResponse.includes(wanted)) {
    event.detail.shouldSwap = false;
    event.detail.isError = true;
  }
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (isPresence(event)) return;
  const { elt: question, successful, xhr } = event.detail;
  if (successful) {
    unsaved.delete(question);
    failed.delete(question);
    announce(question);
  } else if (xhr.status === 409) {
    // Refused for good, with a sentence that says why: asking again would not help.
    unsaved.delete(question);
    failed.delete(question);
    say(question, xhr.responseText);
  } else {
    if (!failed.has(question)) say(question, document.body.dataset.notSaved);
    failed.add(question);
  }
});
function say(question, words) {
  const mark = question.querySelector(".saved-mark");
  if (!mark) return;
  // What the mark carries for the server stays; only its words change.
  for (const node of [...mark.childNodes]) {
    if (node.nodeName !== "INPUT") node.remove();
  }
  mark.append(words);
  mark.classList.add("is-error");
  announce(question);
}
function announce(question) {
  const mark = question.querySelector(".saved-mark");
  const announcer = document.getElementById("announcer");
  if (mark && announcer) announcer.textContent = mark.textContent.trim();
}

function retry() {
  for (const question of failed) {
    if (question.isConnected) htmx.trigger(question, "change");
  }
}
window.addEventListener("online", retry);
setInterval(retry, 20000);

// Leaving: the form itself carries every answer; a link does not.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  for (const question of [...unsaved]) {
    if (event.target.contains(question)) {
      unsaved.delete(question);
      failed.delete(question);
    }
  }
});
window.addEventListener("beforeunload", (event) => {
  if (failed.size) event.preventDefault();
});
window.addEventListener("pagehide", () => {
  for (const question of unsaved) {
    const form = question.closest("form");
    if (!form) continue;
    fetch(question.getAttribute("hx-post") || location.href, {
      method: "POST",
      body: new FormData(form),
      headers: { "HX-Request": "true", "X-CSRFToken": token() },
      keepalive: true,
    }).catch(() => {});
  }
});
