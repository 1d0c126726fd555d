/* Calls: data-call="what was called, and which time" on each of them. A call that was not there
   before flashes. While it still waits (data-say='[{"lang": "ko", "text": "…"}, …]') and the voice
   is on, it is announced: two tones, then each text, one call after the other.
   <button data-voice="on or off to begin with" data-chime="on or off" data-languages="ko zh">. */
"use strict";

(() => {
  const SPEECH = { ko: "ko-KR", zh: "zh-CN", en: "en-GB" };
  const button = document.querySelector("[data-voice]");
  const find = (selector) => [...document.querySelectorAll(selector)];
  const named = (name) => find("[data-call]").find((call) => call.dataset.call === name);

  /* What is kept over a reload, so that no call is missed and none is announced twice. */
  const KEPT = `called:${location.pathname}`;
  const stored = sessionStorage.getItem(KEPT);
  const called = new Set(JSON.parse(stored ?? "[]"));
  let first = stored === null;

  const look = () => {
    const fresh = find("[data-call]").filter((call) => !called.has(call.dataset.call));
    for (const call of fresh) called.add(call.dataset.call);
    sessionStorage.setItem(KEPT, JSON.stringify([...called].slice(-300)));
    const news = first ? [] : fresh.filter((call) => call.dataset.say);
    first = false;
    if (!news.length) return;
    for (const call of news) call.classList.add("flash");
    document.dispatchEvent(new CustomEvent("board:called"));
    // The list has the latest first; who was called first is announced first.
    for (const call of news.reverse()) announce(call.dataset.call);
  };

  /* The switch. */
  const synthesis = window.speechSynthesis;
  let wanted = (localStorage.getItem("voice") ?? button?.dataset.voice) === "on";
  let unlocked = navigator.userActivation?.hasBeenActive ?? false;
  let sound = null;
  let voices = [];
  let asked = false; // Whether the device has had its time to name its voices.

  const languages = (button?.dataset.languages ?? "").split(" ").filter(Boolean);
  const voiceFor = (language) =>
    voices.find((voice) => voice.lang.replace("_", "-") === SPEECH[language]) ??
    voices.find((voice) => voice.lang.toLowerCase().startsWith(language));
  const state = () => {
    if (!wanted) return "off";
    if (!unlocked) return "locked";
    if (!asked) return "on";
    const missing = languages.filter((language) => !voiceFor(language));
    if (missing.length === languages.length) return button.dataset.chime === "on" ? "none" : "silent";
    return missing.length ? "partly" : "on";
  };
  const show = () => {
    if (!button) return;
    const now = state();
    const text = button.querySelector("[data-voice-text]");
    const own = new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" });
    const missing = languages.filter((language) => !voiceFor(language)).map((each) => own.of(each));
    button.hidden = false;
    button.dataset.state = now;
    button.setAttribute("aria-pressed", String(wanted && unlocked));
    text.textContent = text.dataset[now].replace("{languages}", missing.join(", "));
  };

  const hear = () => {
    voices = synthesis?.getVoices() ?? [];
    if (voices.length) asked = true;
    show();
  };

  /* A browser makes no sound before somebody has touched the page, unless it is set up to. */
  const unlock = async () => {
    sound ??= window.AudioContext ? new AudioContext() : null;
    if (sound && sound.state !== "running") {
      await Promise.race([sound.resume(), new Promise((done) => window.setTimeout(done, 500))]);
    }
    unlocked = sound?.state === "running" || (navigator.userActivation?.hasBeenActive ?? true);
    show();
    if (unlocked) next();
  };

  /* One announcement after the other. */
  const queue = [];
  let busy = false;
  let stop = () => {};
  const announce = (name) => {
    if (!button || !wanted || !unlocked || queue.includes(name)) return;
    queue.push(name);
    next();
  };
  const next = async () => {
    if (busy) return;
    busy = true;
    while (queue.length && wanted) {
      const call = named(queue.shift());
      // Whoever has come meanwhile is not called any more.
      if (!call?.dataset.say) continue;
      const texts = JSON.parse(call.dataset.say).filter(({ lang }) => voiceFor(lang));
      if (button.dataset.chime === "on") await chime();
      for (const { lang, text } of texts) if (wanted) await speak(lang, text);
    }
    busy = false;
  };
  const speak = (lang, text) =>
    new Promise((done) => {
      const speech = new SpeechSynthesisUtterance(text);
      speech.lang = SPEECH[lang] ?? lang;
      speech.voice = voiceFor(lang);
      speech.rate = 0.9;
      // Some browsers now and then forget to say that they have ended.
      const end = window.setTimeout(() => finish(), 6000 + text.length * 300);
      const finish = () => {
        window.clearTimeout(end);
        stop = () => {};
        done();
      };
      stop = finish;
      speech.onend = speech.onerror = finish;
      synthesis.speak(speech);
    });
  const chime = () =>
    new Promise((done) => {
      if (sound?.state !== "running") {
        done();
        return;
      }
      [784, 587].forEach((pitch, place) => {
        const starts = sound.currentTime + place * 0.35;
        const tone = new OscillatorNode(sound, { frequency: pitch });
        const loudness = new GainNode(sound, { gain: 0 });
        loudness.gain.setValueAtTime(0, starts);
        loudness.gain.linearRampToValueAtTime(0.3, starts + 0.02);
        loudness.gain.exponentialRampToValueAtTime(0.001, starts + 0.7);
        tone.connect(loudness).connect(sound.destination);
        tone.start(starts);
        tone.stop(starts + 0.7);
      });
      window.setTimeout(done, 1000);
    });

  if (button) {
    button.addEventListener("click", () => {
      // A tap on a locked voice only unlocks it.
      wanted = state() === "locked" ? true : !wanted;
      localStorage.setItem("voice", wanted ? "on" : "off");
      if (!wanted) {
        queue.length = 0;
        synthesis?.cancel();
        stop();
      }
      unlock();
    });
    // Any touch of the page will do.
    for (const sign of ["pointerup", "keyup"]) {
      document.addEventListener(sign, (event) => {
        if (wanted && !unlocked && !button.contains(event.target)) unlock();
      });
    }
    synthesis?.addEventListener?.("voiceschanged", hear);
    window.setTimeout(() => {
      asked = true;
      hear();
    }, 2000);
    hear();
    if (wanted) unlock();
  }
  document.addEventListener("htmx:after:swap", look);
  look();
})();
