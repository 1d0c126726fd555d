/* Tells the page which kinds of facts are fresh; the page asks for the parts they concern.
   <body data-live="centre">. Each kind becomes an event on the body: `fact:ticket.called`,
   and once for all of them `fact`. After a loss of the connection: `fact:refresh`. */
"use strict";

(() => {
  const centre = document.body.dataset.live;
  if (!centre || !window.EventSource) return;

  const show = (state) => {
    for (const element of document.querySelectorAll("[data-live-state]")) {
      element.dataset.state = state;
      element.textContent = element.dataset[state] ?? "";
    }
  };
  const tell = (name, kinds) =>
    document.body.dispatchEvent(new CustomEvent(name, { bubbles: true, detail: { kinds } }));

  let lost = false;
  let stream;

  const open = () => {
    stream = new EventSource(`/live/${encodeURIComponent(centre)}`);
    stream.addEventListener("open", () => {
      show("on");
      if (lost) tell("fact:refresh", []);
      lost = false;
    });
    stream.addEventListener("facts", (event) => {
      const kinds = event.data.split(" ").filter(Boolean);
      for (const kind of kinds) tell(`fact:${kind}`, kinds);
      tell("fact", kinds);
    });
    stream.addEventListener("error", () => {
      lost = true;
      show("off");
      // The browser tries again by itself, unless the server has refused the stream for good.
      if (stream.readyState === EventSource.CLOSED) window.setTimeout(open, 10000);
    });
  };

  show("waiting");
  open();
  // A page kept for "back" must not hold its stream; when it returns, it may have missed much.
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    lost = true;
    open();
  });
  // Parts that were swapped in show the state too.
  document.addEventListener("htmx:after:swap", () => show(lost ? "off" : "on"));
})();
