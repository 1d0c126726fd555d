/* The clock of the board: <time data-clock="time zone" datetime="…">. */
"use strict";

(() => {
  const show = () => {
    for (const clock of document.querySelectorAll("[data-clock]")) {
      const now = new Date();
      clock.textContent = new Intl.DateTimeFormat("en-GB", {
        timeZone: clock.dataset.clock,
        hour: "2-digit",
        minute: "2-digit",
      }).format(now);
      clock.dateTime = now.toISOString();
    }
  };
  window.setInterval(show, 1000);
  show();
})();
