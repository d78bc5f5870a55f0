/* One lot, live: the state comes from the hall as server-sent events, bids go there as JSON. Time is the server's: the
   browser's clock only measures how long ago the server said it. Amounts are whole fen. */
(function () {
  "use strict";

  const lot = document.getElementById("lot");
  if (!lot) return;
  const base = lot.dataset.hall + "/hall/rounds/" + encodeURIComponent(lot.dataset.code);
  const increment = Number(lot.dataset.increment);
  const lastMinutes = Number(lot.dataset.extension) * 60000;
  const words = {};
  document.querySelectorAll("#words [data-word]").forEach(function (word) { words[word.dataset.word] = word.textContent; });
  function find(name) { return lot.querySelector("[data-" + name + "]"); }
  function say(name, filling) {
    return words[name].replace(/\{(\w+)\}/g, function (whole, key) { return filling && key in filling ? filling[key] : whole; });
  }
  function show(place, visible) { if (place) place.hidden = !visible; }

  // ---------------------------------------------------------------------------------------------------------- money
  function yuan(fen) {
    const whole = Math.floor(fen / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
    return "¥" + whole + "." + (fen % 100).toString().padStart(2, "0");
  }
  function plain(fen) { return Math.floor(fen / 100) + (fen % 100 ? "." + (fen % 100).toString().padStart(2, "0") : ""); }
  function readYuan(text) {
    const found = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text.replace(/[,，\s¥]/g, ""));
    return found ? Number(found[1]) * 100 + Number((found[2] || "").padEnd(2, "0")) : null;
  }

  // ----------------------------------------------------------------------------------------------------------- time
  let said = { at: Date.parse(lot.dataset.now), heard: performance.now() };
  function now() { return said.at + performance.now() - said.heard; }
  function two(number) { return number.toString().padStart(2, "0"); }
  function left(milliseconds) {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
    const days = Math.floor(seconds / 86400);
    const rest = two(Math.floor(seconds / 3600) % 24) + ":" + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    return days ? days + words.days + " " + rest : rest;
  }
  const court = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });
  function moment(text) { return court.format(new Date(text)); }

  // ---------------------------------------------------------------------------------------------------------- state
  const RUNNING = ["announced", "open", "suspended"];
  let state = {
    state: lot.dataset.state, starts_at: lot.dataset.starts, ends_at: lot.dataset.ends,
    extensions: Number(lot.dataset.extensions), seq: -1,
  };
  let me = null;
  try { me = JSON.parse(sessionStorage.getItem("duixian.bidder." + lot.dataset.code)); } catch (broken) { me = null; }

  function tick() {
    const clock = find("clock");
    let name = "over", text = "—", last = false;
    if (state.state === "announced") {
      name = "to_start";
      text = left(Date.parse(state.starts_at) - now());
    } else if (state.state === "open") {
      const rest = Date.parse(state.ends_at) - now();
      name = rest > 0 ? "to_end" : "waiting";
      text = left(rest);
      last = rest <= lastMinutes;
    } else if (state.state === "suspended") {
      name = "suspended";
    }
    find("clock-name").textContent = words[name];
    clock.textContent = text;
    clock.classList.toggle("last", last);
    show(find("late"), last && name === "to_end");
  }

  function row(bid, fresh) {
    const line = document.createElement("tr");
    [[moment(bid.at), "figure nowrap"], [bid.bidder, "number"], [yuan(bid.amount), "right money"]].forEach(function (cell) {
      const place = document.createElement("td");
      place.textContent = cell[0];
      place.className = cell[1];
      line.append(place);
    });
    line.classList.toggle("mine", Boolean(me) && bid.bidder === me.number);
    line.classList.toggle("new", fresh);
    return line;
  }

  function take(next) {
    said = { at: Date.parse(next.server_time), heard: performance.now() };
    if (next.seq < state.seq) return; // an answer that was overtaken
    const before = state;
    state = next;
    const ended = !RUNNING.includes(state.state);
    const sold = ["sold", "paid"].includes(state.state);
    find("price-name").textContent = words[sold ? "final" : state.highest ? "current" : "start"];
    if (state.highest) find("price").textContent = yuan(state.highest);
    find("leader").textContent = state.leader ? words.leading + " " + state.leader : words.nobody;
    find("bids").textContent = state.bids_count;
    find("ends-at").textContent = moment(state.state === "announced" ? state.starts_at : state.ends_at);
    if (state.extensions) {
      find("extended").textContent = say("extended", { n: state.extensions, end: moment(state.ends_at) });
      show(find("extended"), true);
    }
    if (state.bids.length) {
      find("ladder").replaceChildren.apply(find("ladder"), state.bids.map(function (bid) {
        return row(bid, before.seq >= 0 && bid.seq > before.seq);
      }));
    }
    const light = find("light").firstElementChild;
    if (words[state.state] && !ended && state.state !== "suspended") light.textContent = words[state.state];
    if (state.state === "suspended") light.textContent = words.suspended;
    light.classList.toggle("light-green", state.state === "open" || sold);
    light.classList.toggle("light-yellow", state.state === "announced");
    light.classList.toggle("light-grey", !(state.state === "open" || sold || state.state === "announced"));
    if (ended) finish(sold, light);
    showMine();
    tick();
  }

  function finish(sold, light) {
    const result = find("result");
    result.textContent = sold ? say("sold", { who: state.leader, sum: yuan(state.highest) }) : words[state.state === "failed" ? "failed" : "withdrawn"];
    if (sold && me && state.leader === me.number) result.textContent += " · " + words.mine;
    light.textContent = sold ? words.final : result.textContent;
    show(result, true);
    show(find("bidding"), false);
    show(find("broken"), false);
    close();
  }

  // ----------------------------------------------------------------------------------------------------- the stream
  let stream = null, again = 0, watch = 0;
  function link(name, tone) {
    const place = find("link");
    place.textContent = words[name];
    place.className = "light light-" + tone;
  }
  function close() {
    if (stream) stream.close();
    stream = null;
    clearInterval(watch);
    clearTimeout(again);
    link("over", "grey");
  }
  function broken() {
    link("connecting", "yellow");
    find("broken").textContent = navigator.onLine ? words.broken : words.offline + " " + words.broken;
    show(find("broken"), true);
  }
  function whole() {
    link("connected", "green");
    show(find("broken"), false);
  }
  function open() {
    if (stream) stream.close();
    stream = new EventSource(base + "/events");
    stream.addEventListener("state", function (event) { whole(); take(JSON.parse(event.data)); });
    stream.onerror = function () {
      broken();
      if (stream && stream.readyState === EventSource.CLOSED) { // the browser gives up on an error status; we do not
        clearTimeout(again);
        again = setTimeout(open, 2000);
      }
    };
  }
  // a line that is dead without saying so, an opening nobody is told of: look for oneself now and then
  function look() {
    const waits = AbortSignal.timeout ? { signal: AbortSignal.timeout(8000), cache: "no-store" } : { cache: "no-store" };
    return fetch(base + "/state", waits).then(function (answer) {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    }).then(function (found) {
      take(found);
      if (stream && stream.readyState === EventSource.OPEN) whole();
    }).catch(broken);
  }
  let lastLook = 0;
  function beat() {
    tick();
    if (!RUNNING.includes(state.state)) return;
    const due = state.state === "announced" ? Date.parse(state.starts_at) : Date.parse(state.ends_at);
    const pressing = now() > due;
    if (performance.now() - lastLook > (pressing ? 1500 : 15000)) {
      lastLook = performance.now();
      look();
    }
  }
  window.addEventListener("offline", broken);
  window.addEventListener("online", function () { open(); look(); });
  document.addEventListener("visibilitychange", function () { if (!document.hidden && RUNNING.includes(state.state)) look(); });

  // --------------------------------------------------------------------------------------------------------- bidding
  const login = find("login"), form = find("bid"), sure = document.getElementById("sure");
  function least() { return state.least || 0; }
  function showMine() {
    if (!form) return;
    show(login, !me);
    show(form, Boolean(me));
    if (!me) return;
    find("me").textContent = me.number;
    show(find("leading"), state.leader === me.number);
    find("least").textContent = yuan(least());
    find("send").disabled = state.state !== "open";
    if (!form.amount.value || (readYuan(form.amount.value) || 0) < least() && document.activeElement !== form.amount) {
      form.amount.value = plain(least());
    }
  }
  function tell(text, tone) {
    const place = find("said");
    place.textContent = text;
    place.className = "said " + tone;
    show(place, true);
  }
  function newKey() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), function (byte) { return byte.toString(16).padStart(2, "0"); }).join("");
  }
  function keepReceipt(answer, fen) {
    const box = find("receipts"), line = document.createElement("li");
    line.textContent = moment(answer.at) + " · " + yuan(fen) + " · " + say("row", { seq: answer.seq }) + " · " + answer.hash;
    box.querySelector("ol").prepend(line);
    show(box, true);
  }
  function pause(milliseconds) { return new Promise(function (done) { setTimeout(done, milliseconds); }); }

  // the same bid keeps its key however often it is sent: the hall judges it once
  async function send(fen) {
    const body = JSON.stringify({ key: newKey(), number: me.number, secret: me.secret, amount: fen });
    tell(words.sending, "wait");
    find("send").disabled = true;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        const answer = await fetch(base + "/bids", { method: "POST", headers: { "content-type": "application/json" }, body: body });
        if (answer.status !== 503) {
          heard(await answer.json(), fen);
          return;
        }
      } catch (unreachable) { /* sent again below */ }
      tell(words.unsure, "wait");
      await pause(1000 * (attempt + 1));
    }
    tell(words.lost, "bad");
    showMine();
  }
  function heard(answer, fen) {
    const faults = answer.faults || (answer.fault ? [answer.fault] : []);
    if (answer.accepted) {
      tell(say("accepted", { sum: yuan(fen), seq: answer.seq }), "");
      form.amount.value = "";
    } else {
      tell(faults.map(function (fault) { return fault.message + (fault.remedy ? "。" + fault.remedy : ""); }).join("；") || answer.message || "", "bad");
      if (faults.some(function (fault) { return fault.code === "bid.not_registered"; })) leave();
    }
    if (answer.seq) keepReceipt(answer, fen);
    showMine();
  }
  function leave() {
    sessionStorage.removeItem("duixian.bidder." + lot.dataset.code);
    me = null;
    showMine();
  }
  if (form) {
    login.addEventListener("submit", function (event) {
      event.preventDefault();
      me = { number: login.number.value.trim().toUpperCase(), secret: login.secret.value };
      sessionStorage.setItem("duixian.bidder." + lot.dataset.code, JSON.stringify(me));
      login.reset();
      show(find("said"), false);
      showMine();
    });
    find("leave").addEventListener("click", leave);
    form.querySelectorAll("[data-steps]").forEach(function (button) {
      button.addEventListener("click", function () {
        const steps = Number(button.dataset.steps), typed = readYuan(form.amount.value) || 0;
        form.amount.value = plain(steps ? Math.max(typed, least()) + steps * increment : least());
      });
    });
    let meant = 0;
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      const fen = readYuan(form.amount.value);
      if (fen === null) { tell(words.amount, "bad"); return; }
      meant = fen;
      sure.querySelector("[data-sure]").textContent = yuan(fen);
      sure.querySelector("[data-sure-wan]").textContent = "≈ " + (fen / 1000000).toFixed(2) + " " + words.wan;
      show(sure.querySelector("[data-sure-high]"), fen >= 2 * least());
      sure.showModal();
    });
    sure.querySelector("[data-sure-yes]").addEventListener("click", function () { sure.close(); send(meant); });
  }

  showMine();
  tick();
  if (RUNNING.includes(state.state)) {
    open();
    watch = setInterval(beat, 250);
  } else {
    link("over", "grey");
  }
})();
