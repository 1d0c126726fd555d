/* The kiosk returns to its first screen by itself, so that nobody finds another's choices.
   <div data-returns="seconds" data-returns-to="address" hidden> with [data-seconds] shows what
   is left; any tap, key or scroll starts it anew, and so does [data-more-time]. */
"use strict";

(() => {
  const box = document.querySelector("[data-returns]");
  if (!box) return;
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
    show();
    if (!left()) location.replace(box.dataset.returnsTo);
  }, 500);

  again();
  box.hidden = false;
})();
