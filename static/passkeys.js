// Passkeys, on top of the scripts of allauth: the page says in attributes which form
// waits for a passkey, and what the server wants to know of it.
"use strict";

for (const button of document.querySelectorAll("button[data-passkey]")) {
  const { passkey, options, credential, passwordless } = button.dataset;
  const sorry = document.getElementById(button.getAttribute("aria-describedby"));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    sorry.hidden = false;
  });
  button.addEventListener("click", () => (sorry.hidden = true));
  allauth.webauthn.forms[passkey]({
    ids: {
      add: button.id,
      authenticate: button.id,
      login: button.id,
      credential,
      passwordless,
    },
    data: options && JSON.parse(options),
  });
  button.hidden = false;
}
