/* Tells the page which kinds of facts are fresh; the page asks for the parts they concern.
   <body data-live="centre">. Each kind becomes an event on the body: `fact:ticket.called`,
   and once for all of them `fact`. What was missed while the connection was lost is told when it
   is back: by name where the server knows it, else as `fact:refresh`.
   The server says over how many milliseconds a centre's pages should spread what they ask for, so
   that a crowd of phones does not come at once; staff and boards (data-live-prompt) do not wait. */
"use strict";

(() => {
  const { live: centre, liveSince: since, livePrompt: prompt } = document.body.dataset;
  if (!centre || !window.EventSource) return;

  const SILENCE = 40000; // The server gives a sign of life each 15 s.
  const chance = (most) => Math.random() * most;

  let lost = null; // Since when.
  const clock = () =>
    new Intl.DateTimeFormat("en-GB", {
      timeZone: document.querySelector("[data-clock]")?.dataset.clock,
      hour: "2-digit",
      minute: "2-digit",
    }).format(lost);
  const show = (state) => {
    document.documentElement.dataset.connection = state;
    for (const element of document.querySelectorAll("[data-live-state]")) {
      const long = state === "off" && lost && element.dataset.offSince;
      const text = long ? long.replace("{time}", clock()) : (element.dataset[state] ?? "");
      element.dataset.state = state;
      if (element.textContent !== text) element.textContent = text;
    }
  };

  const tell = (name, kinds) =>
    document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { kinds } }));
  const fresh = new Set();
  let telling = 0;
  const tellAll = () => {
    telling = 0;
    const kinds = [...fresh];
    fresh.clear();
    for (const kind of kinds) tell(`fact:${kind}`, kinds);
    // A refresh concerns everything that facts do, and each part asks once.
    if (kinds.some((kind) => kind !== "refresh")) tell("fact", kinds);
  };
  const later = (kinds, spread) => {
    for (const kind of kinds) fresh.add(kind);
    if (prompt !== undefined && spread >= 0) {
      window.clearTimeout(telling);
      tellAll();
    } else telling ||= window.setTimeout(tellAll, chance(Math.abs(spread)));
  };

  let stream;
  let heard = 0;
  let again = 0;
  let opened = 0;

  const lose = () => {
    lost ??= new Date();
    show("off");
  };
  const open = () => {
    window.clearTimeout(again);
    stream?.close();
    const anew = opened++ > 0;
    const here = new EventSource(
      `/live/${encodeURIComponent(centre)}${since && !anew ? `?since=${since}` : ""}`,
    );
    stream = here;
    heard = Date.now();
    let first = true;
    here.addEventListener("open", () => {
      heard = Date.now();
      lost = null;
      show("on");
      // A stream that the browser took up again tells what was missed; a new one can't.
      if (anew && first) later(["refresh"], 0);
      first = false;
    });
    here.addEventListener("beat", () => {
      heard = Date.now();
    });
    here.addEventListener("facts", (event) => {
      heard = Date.now();
      const [kinds, spread] = event.data.split("\n");
      later(kinds.split(" ").filter(Boolean), Number(spread) || 0);
    });
    here.addEventListener("error", () => {
      if (stream !== here) return;
      heard = Date.now();
      lose();
      // The browser tries again by itself, unless the server has refused the stream.
      if (here.readyState === EventSource.CLOSED) again = window.setTimeout(open, 3000 + chance(4000));
    });
  };

  show("waiting");
  open();

  // A connection can be dead without a word.
  window.setInterval(() => {
    if (Date.now() - heard < SILENCE || stream.readyState === EventSource.CLOSED) return;
    lose();
    open();
  }, 5000);
  window.addEventListener("offline", () => {
    stream.close();
    window.clearTimeout(again);
    lose();
  });
  window.addEventListener("online", open);
  // A page kept for "back" must not hold its stream; when it returns, it may have missed much.
  window.addEventListener("pagehide", () => {
    window.clearTimeout(again);
    stream.close();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });

  // A part that could not be had, as while the server starts anew, is asked for again.
  const listens = (element) => element?.closest?.("[hx-trigger*=fact]");
  const missed = (event) => {
    const source = event.detail?.ctx?.sourceElement ?? event.target;
    const status = event.detail?.ctx?.response?.status ?? 0;
    if (listens(source) && (status === 0 || status >= 500)) later(["refresh"], -4000);
  };
  document.addEventListener("htmx:error", missed);
  document.addEventListener("htmx:response:error", missed);
  // Parts that were swapped in show the state too.
  document.addEventListener("htmx:after:swap", () => show(lost ? "off" : document.documentElement.dataset.connection));
})();
