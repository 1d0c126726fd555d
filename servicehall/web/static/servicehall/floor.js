/* Dragging somebody who waits onto a counter sends them there: the form beside the person is
   filled in and sent. Everything works by that form as well, without dragging. */
"use strict";

(() => {
  const person = (event) => event.target.closest?.("[data-drag]");
  const place = (event) => event.target.closest?.("[data-drop]");
  let dragged = null;

  const offer = () => {
    for (const each of document.querySelectorAll("[data-drag]")) each.draggable = true;
  };
  document.addEventListener("dragstart", (event) => {
    dragged = person(event);
    if (!dragged) return;
    dragged.classList.add("floor-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.drag);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("floor-dragged");
    for (const each of document.querySelectorAll(".floor-target")) each.classList.remove("floor-target");
    dragged = null;
  });
  document.addEventListener("dragover", (event) => {
    const over = dragged && place(event);
    if (!over) return;
    event.preventDefault();
    over.classList.add("floor-target");
  });
  document.addEventListener("dragleave", (event) => place(event)?.classList.remove("floor-target"));
  document.addEventListener("drop", (event) => {
    const on = dragged && place(event);
    if (!on) return;
    event.preventDefault();
    const form = dragged.querySelector("form");
    form.elements.to.value = on.dataset.drop;
    if (form.elements.to.value) form.requestSubmit();
  });

  /* Numbers that somebody has opened stay open when the hall is brought up to date. */
  const unfolded = new Set();
  document.addEventListener(
    "toggle",
    (event) => {
      if (!event.target.matches?.(".ahead")) return;
      if (event.target.open) unfolded.add(event.target.id);
      else unfolded.delete(event.target.id);
    },
    true,
  );
  document.addEventListener("htmx:after:swap", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    offer();
  });

  /* What somebody is choosing or dragging is not swapped away under their hand; the next fact
     brings the page up to date. */
  document.addEventListener("htmx:before:request", (event) => {
    const busy = document.querySelector(".floor-queues [open], .floor-dragged");
    if (busy && event.target.id === "hall") event.preventDefault();
  });
  offer();
})();
