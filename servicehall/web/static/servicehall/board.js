/* The board: its clock, the pages of its calls, its languages in turn, and beginning anew.
   <time data-clock="time zone" datetime="…">; <main class="board" data-seconds="how long each page
   stands" data-turns="ko zh en">. How many calls are a page, the style sheet says (--calls). */
"use strict";

(() => {
  const board = document.querySelector(".board");
  const seconds = Math.max(3, Number(board?.dataset.seconds) || 10);
  const part = () => document.getElementById("board-now");

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
  if (!board) return;

  /* What does not fit is shown page by page; a new call brings back its page. */
  let page = 0;
  const divide = (list, name) => {
    const size = list ? Number(getComputedStyle(list).getPropertyValue(name)) : 0;
    if (!size) {
      for (const each of list?.children ?? []) each.hidden = false;
      return [0, 1];
    }
    const pages = Math.max(1, Math.ceil(list.children.length / size));
    [...list.children].forEach((each, place) => {
      each.hidden = Math.floor(place / size) !== page % pages;
    });
    list.dataset.paged = "";
    return [page % pages, pages];
  };
  const paginate = () => {
    divide(document.querySelector(".board-waits"), "--rows");
    const [present, pages] = divide(document.querySelector(".board-calls"), "--calls");
    const told = document.querySelector("[data-page-of]");
    if (!told) return;
    told.hidden = pages < 2;
    told.textContent = pages < 2 ? "" : `${present + 1} / ${pages}`;
  };
  let turn = 0;
  const turnPages = () => {
    window.clearInterval(turn);
    turn = window.setInterval(() => {
      page += 1;
      paginate();
      speakNextLanguage();
    }, seconds * 1000);
  };
  // New calls come first in the list, so their page is the first.
  document.addEventListener("board:called", () => {
    page = 0;
    paginate();
    turnPages();
  });
  window.addEventListener("resize", paginate);

  /* The languages take turns; each is asked for like any other part. */
  const languages = (board.dataset.turns ?? "").split(" ").filter(Boolean);
  let language = 0;
  const speakNextLanguage = () => {
    // While the hall can't be reached, the last good screen stays.
    if (languages.length < 2 || document.documentElement.dataset.connection === "off") return;
    language = (language + 1) % languages.length;
    const now = part();
    now.setAttribute("hx-get", `${location.pathname}?language=${languages[language]}`);
    now.dispatchEvent(new CustomEvent("board:turn"));
  };

  /* A changed layout or program, and a new day, let the screen begin anew. */
  const version = part()?.dataset.version;
  const began = Date.now();
  const DAY = 20 * 60 * 60 * 1000;
  const quiet = () => new Date().getHours() === 4;
  document.addEventListener("htmx:after:swap", () => {
    paginate();
    const status = part()?.dataset.version;
    if (status !== version || (Date.now() - began > DAY && quiet())) location.reload();
  });

  paginate();
  turnPages();
})();
