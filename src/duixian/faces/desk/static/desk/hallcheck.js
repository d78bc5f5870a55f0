/* The chain and the signatures of a public log, recomputed on the reader's own machine (law.disposal.log, version 1). */
(function () {
  "use strict";

  const box = document.getElementById("local");
  if (!box) return;
  const hall = box.dataset.hall + "/hall/";
  const outcome = box.querySelector("[data-outcome]");
  const words = {};
  box.querySelectorAll("[data-word]").forEach(function (word) { words[word.dataset.word] = word.textContent; });
  const FORMAT = "duixian.hall.v1";
  let publicKey = "";

  function tell(name, filling, tone) {
    outcome.textContent = words[name].replace(/\{(\w+)\}/g, function (whole, key) { return filling && key in filling ? filling[key] : whole; });
    outcome.className = tone || "";
    outcome.hidden = false;
  }
  function hex(bytes) { return Array.from(new Uint8Array(bytes), function (byte) { return byte.toString(16).padStart(2, "0"); }).join(""); }
  function bytesOfHex(text) { return Uint8Array.from(text.match(/../g) || [], function (pair) { return parseInt(pair, 16); }); }
  function bytesOf(base64) { return Uint8Array.from(atob(base64), function (letter) { return letter.charCodeAt(0); }); }

  // an amount beyond what a number of the browser holds is kept as it was written
  function readLine(line) {
    return JSON.parse(line.replace(/("amount":)(-?\d{16,})(?=[,}])/, '$1{"written":"$2"}'));
  }
  function value(part) { return part !== null && typeof part === "object" ? part.written : JSON.stringify(part); }
  function canonical(row) {
    const payload = Object.keys(row.payload).sort().map(function (key) { return JSON.stringify(key) + ":" + value(row.payload[key]); });
    return '{"at":' + JSON.stringify(row.at) + ',"kind":' + JSON.stringify(row.kind) + ',"payload":{' + payload.join(",") +
      '},"prev":' + JSON.stringify(row.prev) + ',"seq":' + row.seq + "}";
  }
  async function verifier() {
    try {
      const key = await crypto.subtle.importKey("raw", bytesOf(publicKey), { name: "Ed25519" }, false, ["verify"]);
      return function (signature, text) {
        return crypto.subtle.verify({ name: "Ed25519" }, key, bytesOfHex(signature), new TextEncoder().encode(text));
      };
    } catch (unknown) {
      return null;
    }
  }
  async function check(text) {
    const verify = await verifier();
    const lines = text.split("\n").filter(Boolean);
    let prev = "0".repeat(64), signed = 0;
    for (let place = 0; place < lines.length; place += 1) {
      let good = false;
      try {
        const row = readLine(lines[place]);
        const digest = hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(canonical(row))));
        good = row.seq === place + 1 && row.prev === prev && row.hash === digest;
        if (good && row.signature && verify) {
          good = await verify(row.signature, FORMAT + "\n" + row.hash);
          signed += 1;
        }
        prev = row.hash;
      } catch (unreadable) {
        good = false;
      }
      if (!good) return tell("bad", { row: place + 1 }, "bad");
    }
    return tell(verify ? "good" : "unsigned", { rows: lines.length, signed: signed }, "good");
  }
  async function get(address) {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer;
  }
  async function learnKey() {
    publicKey = (await (await get(hall + "key")).json()).public_key;
    const field = document.querySelector("[data-key]");
    if (field && !field.value) field.value = publicKey;
    document.querySelectorAll("[data-key-text]").forEach(function (place) { place.textContent = publicKey; });
  }
  box.querySelector("[data-check]").addEventListener("click", async function () {
    const code = box.querySelector("[data-code-field]").value.trim();
    tell("busy");
    try {
      if (!publicKey) await learnKey();
      await check(await (await get(hall + "rounds/" + encodeURIComponent(code) + "/log")).text());
    } catch (unreachable) {
      tell("missing", {}, "bad");
    }
  });
  learnKey().catch(function () { /* the key may still be typed */ });
})();
