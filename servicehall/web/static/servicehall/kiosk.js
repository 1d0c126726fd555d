/* What makes the kiosk sturdy. All of it can be missing: the screens work without script.
   - It returns to its first screen by itself.
   - A tap that slips, or a second one on the next screen, does nothing.
   - While the server is away, the screen stays and what was tapped is tried again with the same
     key, so that there is never a second ticket.
   - A ticket goes to the printer once its number is shown.
   - The first screen learns when the kiosk is locked, closed or open again. */
"use strict";

(() => {
  const body = document.body;
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  /* Fingers ------------------------------------------------------------------------------ */

  const SLIPS = 24; /* pixels that a finger may move while it taps */
  const TOO_SOON = 400; /* milliseconds after a tap in which another one is no wish */
  let down = null;
  document.addEventListener("pointerdown", (event) => {
    down = { x: event.clientX, y: event.clientY, slipped: false };
  }, { capture: true, passive: true });
  document.addEventListener("pointermove", (event) => {
    if (down && Math.hypot(event.clientX - down.x, event.clientY - down.y) > SLIPS) down.slipped = true;
  }, { capture: true, passive: true });
  const isSlip = (event) => {
    if (!event.detail) return false; /* a key, or a reader's voice */
    const since = Date.now() - Number(sessionStorage.getItem("tapped") || 0);
    return Boolean(down?.slipped) || (since >= 0 && since < TOO_SOON);
  };
  const refuse = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[href], button")) return;
    if (isSlip(event)) return refuse(event);
    if (event.detail) sessionStorage.setItem("tapped", String(Date.now()));
  }, { capture: true });

  for (const sign of ["contextmenu", "dragstart", "gesturestart"]) {
    document.addEventListener(sign, (event) => event.preventDefault());
  }
  document.addEventListener("touchmove", (event) => {
    if (event.touches.length > 1) event.preventDefault();
  }, { passive: false });
  document.addEventListener("wheel", (event) => {
    if (event.ctrlKey) event.preventDefault();
  }, { passive: false });

  /* Through a server that is away -------------------------------------------------------- */

  const ANSWERS_WITHIN = 8000;
  const GIVES_UP = 90000;
  const trying = document.querySelector("[data-trying]");
  let busy = false;

  const reach = async (address, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), ANSWERS_WITHIN);
    try {
      const answer = await fetch(address, { cache: "no-store", signal: stop.signal, ...options });
      return answer.status >= 500 ? null : answer;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };
  const insist = async (address, options, { quiet = false } = {}) => {
    const since = Date.now();
    for (let rest = 500; ; rest = Math.min(rest * 2, 4000)) {
      const answer = await reach(address, options);
      if (answer) {
        trying.hidden = true;
        return answer;
      }
      if (Date.now() - since > GIVES_UP) return null;
      if (!quiet) trying.hidden = false;
      await pause(rest);
    }
  };
  /* Whoever tapped has gone by now: say so, and begin anew as soon as the hall is back. */
  const giveUp = async () => {
    for (const each of trying.querySelectorAll("[data-trying-now]")) each.hidden = true;
    trying.querySelector("[data-trying-gone]").hidden = false;
    while (!(await reach(body.dataset.alive))) await pause(4000);
    location.replace(location.pathname.replace(/\/kiosk\/.*$/, "/kiosk/"));
  };
  const go = async (address) => {
    if (busy) return;
    busy = true;
    if (await insist(body.dataset.alive)) location.assign(address);
    else await giveUp();
  };
  const posted = (form, submitter) => ({
    method: "POST",
    body: new URLSearchParams(new FormData(form, submitter)),
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (!form.matches(".kiosk form")) return;
    refuse(event);
    if (busy) return;
    busy = true;
    submitter?.setAttribute("aria-busy", "true");
    if (form.method !== "post") {
      if (await insist(body.dataset.alive)) form.submit();
      else await giveUp();
      return;
    }
    const answer = await insist(form.action, posted(form, submitter));
    if (!answer) return giveUp();
    if (answer.redirected) return location.assign(answer.url);
    /* What was refused is shown as the server tells it; the key makes it the same command. */
    if (submitter?.name) {
      const chosen = Object.assign(document.createElement("input"), { type: "hidden" });
      [chosen.name, chosen.value] = [submitter.name, submitter.value];
      form.append(chosen);
    }
    form.submit();
  }, { capture: true });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy = false;
    for (const each of document.querySelectorAll("[aria-busy]")) each.removeAttribute("aria-busy");
  });

  /* Back to the first screen ------------------------------------------------------------- */
  /* <div data-returns="seconds" data-returns-to="address" hidden> with [data-seconds] shows what
     is left; any tap, key or scroll starts it anew, and so does [data-more-time]. */

  const box = document.querySelector("[data-returns]");
  if (box) {
    const all = Number(box.dataset.returns);
    const shown = box.querySelector("[data-seconds]");
    const spoken = box.querySelector("[data-returns-soon]");
    let ends;
    const left = () => Math.max(0, Math.ceil((ends - Date.now()) / 1000));
    const show = () => {
      const seconds = left();
      shown.textContent = seconds;
      box.classList.toggle("kiosk-soon", seconds <= 10);
      const warning = seconds <= 10 ? spoken.dataset.returnsSoon : "";
      if (spoken.textContent !== warning) spoken.textContent = warning;
    };
    const again = () => {
      ends = Date.now() + all * 1000;
      show();
    };
    for (const sign of ["pointerdown", "keydown", "scroll", "input"]) {
      document.addEventListener(sign, again, { passive: true, capture: true });
    }
    box.querySelector("[data-more-time]").addEventListener("click", again);
    /* Brought back from the browser's memory, the page still holds what was left then. */
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) again();
    });
    window.setInterval(() => {
      if (busy) return again();
      show();
      if (!left()) go(box.dataset.returnsTo);
    }, 500);
    again();
    box.hidden = false;
  }

  /* Locked, closed, open again ------------------------------------------------------------ */

  const LOOKS_EVERY = 20000;
  if (body.dataset.stateFrom) {
    window.setInterval(async () => {
      if (busy) return;
      const answer = await reach(body.dataset.stateFrom);
      if (answer?.ok && (await answer.text()) !== body.dataset.state && !busy) location.reload();
    }, LOOKS_EVERY);
  }

  /* On paper ------------------------------------------------------------------------------ */

  const printing = document.querySelector("[data-prints]");
  if (printing) {
    const form = document.querySelector("[data-print-form]");
    const actions = form.closest(".kiosk-actions");
    form.hidden = true;
    printing.querySelector("[data-printing-now]").hidden = false;
    insist(form.action, posted(form), { quiet: true }).then(async (answer) => {
      if (printing.dataset.prints === "browser") {
        printing.replaceChildren();
        if (answer?.status === 204) window.print();
        return;
      }
      const told = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const how = told?.getElementById("printing");
      if (how) {
        printing.replaceChildren(...how.childNodes);
        actions.replaceChildren(...told.querySelector(".kiosk-actions").childNodes);
      } else {
        printing.replaceChildren();
        form.hidden = false;
      }
    });
  }
})();
