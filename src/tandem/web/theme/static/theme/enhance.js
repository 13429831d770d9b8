/* Tandem: what the pages do better with a script. Nothing depends on it: every form posts, every
   link leads somewhere, the server guards every act. Strict CSP: no eval, no inline handler, no
   style attribute. The words are in the HTML, never here. */

const root = document.documentElement;
const RELEASE_AFTER = 8000;

/* Choice of theme: at once here, and by the cookie that the server reads for the next page. */
function chooseTheme(value) {
  const forced = value === "light" || value === "dark";
  if (forced) root.dataset.theme = value;
  else delete root.dataset.theme;
  const life = forced ? `${value}; max-age=31536000` : "; max-age=0";
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${life}; path=/; samesite=lax${secure}`;
}

for (const form of document.querySelectorAll("[data-theme-choice]")) {
  form.querySelector("[type=submit]").hidden = true;
  form.addEventListener("change", (event) => chooseTheme(event.target.value));
}

/* The error summary takes the focus, after a page load and after a swap. */
function focusErrors(within) {
  within.querySelector("[data-error-summary]")?.focus();
}

focusErrors(document);
document.addEventListener("htmx:afterSettle", (event) => focusErrors(event.detail.elt));

/* One press of a button sends a form once. A form that htmx sends is held by htmx itself. */
function release(form) {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.again !== undefined) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(release, RELEASE_AFTER, form);
});
addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

/* Save status of a form marked data-autosave: saving, refused, not sent. The server swaps in the
   sentence that says when it was saved. Leaving with unsaved words asks first. */
let unsaved = false;

function tell(state) {
  const status = document.getElementById("save-status");
  const words = status?.querySelector("span");
  if (!words) return;
  words.textContent = status.dataset[state];
  status.dataset.state = state;
}

/* Of requests, only those of the form itself are saves: a search inside it is none. */
const isAutosave = (event) =>
  event.type.startsWith("htmx:")
    ? event.target.matches?.("[data-autosave]")
    : event.target.closest?.("[data-autosave]");
const outcomes = {
  "htmx:beforeRequest": () => tell("saving"),
  "htmx:sendError": () => tell("failed"),
  "htmx:timeout": () => tell("failed"),
  "htmx:responseError": () => tell("failed"),
  "htmx:afterRequest": (event) => {
    unsaved = !event.detail.successful;
    if (event.detail.xhr?.status === 422) tell("refused");
  },
};
for (const [name, act] of Object.entries(outcomes)) {
  document.addEventListener(name, (event) => isAutosave(event) && act(event));
}
document.addEventListener("input", (event) => {
  if (isAutosave(event)) unsaved = true;
});
document.addEventListener("submit", () => {
  unsaved = false;
});
addEventListener("offline", () => unsaved && tell("failed"));
addEventListener("beforeunload", (event) => unsaved && event.preventDefault());

/* An open sheet closes with Escape, or when the reader goes elsewhere. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const sheet = event.target.closest?.("details.drop[open]");
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  for (const sheet of document.querySelectorAll("details.drop[open]")) {
    if (!sheet.contains(event.target)) sheet.open = false;
  }
});

/* « 3 dossiers choisis »: the count of a bulk bar, hidden without script because it would be wrong. */
for (const bar of document.querySelectorAll("[data-chosen]")) {
  const form = bar.closest("form");
  const count = () => {
    bar.hidden = false;
    bar.querySelector("b").textContent = form.querySelectorAll("tbody [type=checkbox]:checked").length;
  };
  form.addEventListener("change", count);
  form.addEventListener("reset", () => setTimeout(count));
  count();
}
