/* The few things a page cannot do by itself. Everything else is HTML, CSS and htmx; without this file every page still
   reads and every form still sends. */
(function () {
  "use strict";

  const body = document.body;
  const drawer = document.getElementById("drawer");

  // drawers and confirmations: <button data-open="id">, <button data-close>; a click beside the dialog closes it
  document.addEventListener("click", function (event) {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      document.getElementById(opener.dataset.open).showModal();
      return;
    }
    if (event.target.closest("[data-close]") || event.target.nodeName === "DIALOG") {
      event.target.closest("dialog").close();
      return;
    }
    if (event.target.closest("[data-print]")) window.print();
    document.querySelectorAll("details.drop[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  // an address that ends in the name of a dialog opens it: "#act-close" from the list of next steps
  function openNamed() {
    const named = location.hash && document.getElementById(location.hash.slice(1));
    if (!named || named.nodeName !== "DIALOG") return;
    history.replaceState(null, "", location.pathname + location.search);
    if (!named.open) named.showModal();
  }
  window.addEventListener("hashchange", openNamed);
  openNamed();

  // what htmx puts into the drawer opens it
  document.addEventListener("htmx:afterSwap", function (event) {
    if (drawer && event.detail.target && event.detail.target.id === "drawer-body" && !drawer.open) drawer.showModal();
  });
  // faults stand on the page, not behind a dialog; what was typed in the dialog stays there
  document.addEventListener("htmx:afterSwap", function (event) {
    if (!event.detail.target || event.detail.target.id !== "faults") return;
    document.querySelectorAll("dialog[open]").forEach(function (open) { open.close(); });
    event.detail.target.scrollIntoView({ block: "center" });
  });
  document.addEventListener("closeDrawer", function () { if (drawer) drawer.close(); });

  // an answer that never came must not look like one
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach(function (kind) {
    document.addEventListener(kind, function () {
      const place = document.getElementById("faults");
      if (!place) return;
      const note = document.createElement("p");
      note.className = "faults";
      note.setAttribute("role", "alert");
      note.textContent = body.dataset.failed;
      place.replaceChildren(note);
      if (drawer && drawer.open) drawer.close();
      place.scrollIntoView({ block: "center" });
    });
  });

  // 元 / 万元: shown only; the exact sum stays in the title. Integers throughout: BigInt holds any number of fen
  const unitKey = "duixian.unit";
  function grouped(digits) { return digits.replace(/\B(?=(\d{3})+$)/g, ","); }
  function inWan(fen) {
    const sign = fen < 0n ? "-" : "";
    const hundredths = ((fen < 0n ? -fen : fen) + 5000n) / 10000n;
    return sign + grouped((hundredths / 100n).toString()) + "." + (hundredths % 100n).toString().padStart(2, "0") + body.dataset.wan;
  }
  function showUnit(root) {
    const wan = localStorage.getItem(unitKey) === "wan";
    root.querySelectorAll(".money[data-fen]").forEach(function (place) {
      if (!place.dataset.exact) place.dataset.exact = place.textContent;
      place.textContent = wan ? inWan(BigInt(place.dataset.fen)) : place.dataset.exact;
      if (wan) place.title = place.dataset.exact; else place.removeAttribute("title");
    });
    root.querySelectorAll("[data-unit]").forEach(function (button) {
      button.textContent = wan ? body.dataset.yuan : body.dataset.wan;
      button.setAttribute("aria-pressed", String(wan));
    });
  }
  document.addEventListener("click", function (event) {
    if (!event.target.closest("[data-unit]")) return;
    localStorage.setItem(unitKey, localStorage.getItem(unitKey) === "wan" ? "yuan" : "wan");
    showUnit(document);
  });
  document.addEventListener("htmx:afterSettle", function (event) { showUnit(event.target); });
  showUnit(document);

  // a file dropped on an upload is chosen; its name is shown
  function named(input) {
    const shown = input.closest("[data-upload]").querySelector("[data-chosen]");
    shown.textContent = Array.from(input.files).map(function (file) { return file.name; }).join("、");
  }
  document.addEventListener("change", function (event) {
    if (event.target.matches("[data-upload] input")) named(event.target);
  });
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      const zone = event.target.closest && event.target.closest("[data-upload]");
      if (!zone) return;
      event.preventDefault();
      zone.classList.toggle("over", kind === "dragover");
      if (kind !== "drop") return;
      const input = zone.querySelector("input");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  // rows of a form that may be removed; the row in hand shows its words in the text at the left
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-remove]")) event.target.closest("[data-row]").remove();
  });
  document.addEventListener("focusin", function (event) {
    const row = event.target.closest("[data-row][data-key]");
    const marks = document.querySelectorAll("mark[data-keys]");
    let first = null;
    marks.forEach(function (mark) {
      const hit = Boolean(row) && mark.dataset.keys.split(" ").includes(row.dataset.key);
      mark.classList.toggle("hit", hit);
      if (hit && !first) first = mark;
    });
    if (first) first.scrollIntoView({ block: "nearest" });
  });

  // a selection of rows: all or some, and the bar that acts on it
  document.addEventListener("change", function (event) {
    const table = event.target.closest("[data-selectable]");
    if (!table || event.target.type !== "checkbox") return;
    const boxes = Array.from(table.querySelectorAll("tbody input[type=checkbox]"));
    if (event.target.matches("thead input")) boxes.forEach(function (box) { box.checked = event.target.checked; });
    const count = boxes.filter(function (box) { return box.checked; }).length;
    document.querySelectorAll("[data-selection]").forEach(function (bar) {
      bar.hidden = count === 0;
      bar.querySelectorAll("[data-count]").forEach(function (place) { place.textContent = String(count); });
    });
  });
})();
