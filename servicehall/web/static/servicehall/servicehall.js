/* Small helps for every page. All of them can be missing: the pages work without script. */
"use strict";

(() => {
  const find = (selector) => [...document.querySelectorAll(selector)];

  /* Theme and text size: applied at once; the cookie lets the server render them from now on. */
  const YEAR = 365 * 24 * 60 * 60;
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-appearance] form");
    const button = event.submitter;
    if (!form || !button || !button.name) return;
    event.preventDefault();
    const { name, value } = button;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${secure}`;
    const root = document.documentElement;
    if (value && value !== "normal") root.dataset[name] = value;
    else delete root.dataset[name];
    for (const other of form.querySelectorAll(`button[name="${name}"]`)) {
      if (other === button) other.setAttribute("aria-pressed", "true");
      else other.removeAttribute("aria-pressed");
    }
  });

  /* Menus close when one leaves them. */
  document.addEventListener("click", (event) => {
    for (const menu of find("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of find("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  /* Dialogs: data-opens="id" on a button. */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    event.preventDefault();
    open(document.getElementById(opener.dataset.opens));
  });
  const open = (dialog) => {
    if (!dialog || dialog.open) return;
    if (dialog.id === "keys") listKeys(dialog);
    dialog.showModal();
  };

  /* Keys: data-key="n" on a button, a link or a field. */
  const seen = (element) => element.getClientRects().length > 0;
  /* Keys of steps that stand behind "More" (data-keys-inside) work while it is closed too. */
  const behind = (element) => {
    const more = element.parentElement?.closest("details[data-keys-inside]");
    return more && !more.querySelector("summary").contains(element) ? more : null;
  };
  const visible = (element) => {
    const more = behind(element);
    if (more && !more.open) return seen(more);
    const shut = element.closest("details:not([open])");
    return seen(element) && (!shut || element.closest("summary")?.parentElement === shut);
  };
  const keyed = () => find("[data-key]").filter((each) => visible(each) && !each.disabled);
  const typing = (element) =>
    element.isContentEditable ||
    element.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"])');

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      for (const menu of find("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (typing(event.target)) return;
    const modal = document.querySelector("dialog[open]");
    if (event.key === "?" && !modal) {
      const dialog = document.getElementById("keys");
      if (!keyed().length) return;
      event.preventDefault();
      open(dialog);
      return;
    }
    /* Physical keys as well, so that they work while a Korean or Chinese keyboard is on. */
    const letter = /^Key[A-Z]$/.test(event.code) ? event.code[3].toLowerCase() : "";
    const pressed = event.key.toLowerCase();
    const chosen = keyed()
      .filter((each) => !modal || modal.contains(each))
      .find((each) => [pressed, letter].includes(each.dataset.key.toLowerCase()));
    if (!chosen) return;
    event.preventDefault();
    if (chosen.matches("summary") && behind(chosen)) behind(chosen).open = true;
    if (typing(chosen)) {
      chosen.focus();
      chosen.select?.();
    } else chosen.click();
    /* Whoever opens a menu by its key goes on in it. */
    const opened = chosen.matches("summary") && chosen.parentElement;
    if (opened && opened.open) opened.querySelector("form, .menu-box")?.querySelector("input:not([type=hidden]), button, summary, a")?.focus();
  });

  const named = (element) => {
    const given = element.dataset.keyLabel || element.getAttribute("aria-label");
    if (given) return given;
    const copy = element.cloneNode(true);
    for (const hint of copy.querySelectorAll("kbd, .icon, .visually-hidden")) hint.remove();
    return copy.textContent.trim() || element.labels?.[0]?.textContent.trim() || "";
  };
  const listKeys = (dialog) => {
    const list = dialog.querySelector("[data-keys]");
    list.replaceChildren(
      ...keyed().flatMap((each) => {
        const key = document.createElement("dt");
        key.append(Object.assign(document.createElement("kbd"), { textContent: each.dataset.key }));
        const meaning = document.createElement("dd");
        meaning.textContent = named(each);
        return [key, meaning];
      }),
    );
  };
  const offerKeys = () => {
    for (const button of find("[data-needs-keys]")) button.hidden = !keyed().length;
  };

  /* A form is sent once: a second click does nothing until the page answers. */
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.closest("[data-appearance]")) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if ([...form.attributes].some(({ name }) => /^(data-)?hx-(post|get|put|patch|delete|action)/.test(name))) return;
    if (form.method !== "post") return;
    sent.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
    window.setTimeout(() => free(form), 10000);
  });
  const free = (form) => {
    sent.delete(form);
    for (const busy of form.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", () => find("form").forEach(free));

  /* Clocks: <time data-elapsed="limit in minutes or nothing" datetime="since">. */
  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const clock of find("time[data-elapsed]")) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dateTime)) / 1000));
      const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
      clock.textContent = hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
      const limit = Number(clock.dataset.elapsed);
      clock.classList.toggle("elapsed-over", limit > 0 && seconds > limit * 60);
    }
  };
  window.setInterval(tick, 1000);

  /* A page that returns to its start by itself when nobody touches it: data-idle="seconds",
     data-idle-to="address" on the body. */
  const { idle, idleTo } = document.body.dataset;
  if (Number(idle) > 0 && idleTo) {
    let timer;
    const wait = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => location.assign(idleTo), Number(idle) * 1000);
    };
    for (const sign of ["pointerdown", "keydown", "scroll", "input"]) {
      document.addEventListener(sign, wait, { passive: true, capture: true });
    }
    wait();
  }

  /* Buttons that only a script can serve. */
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  /* htmx: what was refused is brought into sight; a lost connection is told. */
  const messages = () => document.getElementById("messages");
  document.addEventListener("htmx:after:swap", (event) => {
    ready();
    const status = event.detail?.ctx?.response?.status ?? 200;
    if (status >= 400) messages()?.scrollIntoView({ block: "nearest" });
  });
  const failed = () => {
    const told = document.getElementById("failed");
    if (told && messages()) messages().replaceChildren(told.content.cloneNode(true));
    messages()?.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:error", (event) => {
    if (event.detail?.error?.name !== "AbortError") failed();
  });
  document.addEventListener("htmx:response:error", (event) => {
    if ((event.detail?.ctx?.response?.status ?? 0) >= 500) failed();
  });

  const ready = () => {
    offerKeys();
    tick();
    for (const button of find("[data-needs-script]")) button.hidden = false;
  };
  ready();
  document.querySelector("[data-focus]")?.focus();
})();
