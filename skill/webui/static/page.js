// Page: sends lines to the simulated Echo, and shows, speaks and draws its answers.

import { DeviceClient } from "/page/api.js";
import { asUtc, evening, evenings, play } from "/page/demo_month.js";
import { Screen } from "/page/screen.js";
import { SpeechRecognizer } from "/page/speech_recognition.js";
import { SpeechSynthesizer, voicesFor } from "/page/speech_synthesis.js";
import { Transcript } from "/page/transcript.js";

const SLOW_MS = 1000; // after which the page says that it waits
const EVENING_MS = 2000; // for each evening of the demo month
const STATES = {
  idle: "Ready",
  waiting: "Waiting for your answer",
  listening: "Listening",
  thinking: "One moment",
  speaking: "Speaking",
};

const $ = (id) => document.getElementById(id);
const MAY_BE_REMOTE = $("hearing").textContent;
const transcript = new Transcript();
const synthesizer = new SpeechSynthesizer();
const screen = new Screen({ onTouch: (text) => say(`/touch ${text}`, { shown: "(touches the screen)" }) });
const recognizer = new SpeechRecognizer({
  onPartial: (text) => ($("line").value = text),
  onHeard,
  onError: notify,
  onEnd: onRecognitionEnd,
});
const device = new DeviceClient({ onCreated });

let isAsked = false; // whether a question of the skill is open
let pendingRequests = 0;
let demo = null; // {end} of the demo month that is playing
let clock = null; // {now, since}: what the Echo's clock showed, and when

// Conversation

/** Send a line, and show and speak the answer; with `isRead` it is not spoken. Returns the answer, or null. */
async function say(line, { shown = line, isRead = false, isSpoken = false } = {}) {
  synthesizer.stop();
  if (shown && !shown.startsWith("/")) transcript.you(shown, selectedSpeaker());
  const answer = await request(() => device.say(line));
  if (answer) await present(answer, isRead, isSpoken);
  return answer;
}

/** Make a request, and notify the user where it is slow or fails. Returns its result, or null. */
async function request(work) {
  pendingRequests++;
  showState();
  const slow = setTimeout(notify, SLOW_MS, "One moment: the server is slow to answer.");
  try {
    const result = await work();
    notify("", "One moment");
    return result;
  } catch (error) {
    notify(error.message);
    return null;
  } finally {
    clearTimeout(slow);
    pendingRequests--;
    showState();
  }
}

/** Show an answer, and speak it unless it `isRead` only. */
async function present(answer, isRead, isSpoken) {
  isAsked = answer.asks;
  setClock(answer.now);
  suggest(answer.suggestions);
  for (const exchange of answer.heard) {
    transcript.skill(exchange, device.locale);
    screen.show(exchange.screen);
  }
  if (!isRead) await speak(answer.heard.map((exchange) => exchange.ssml).filter(Boolean), isSpoken);
}

/** Speak, and listen for the answer to a question, if the user spoke as well. */
async function speak(texts, isSpoken) {
  const speaking = synthesizer.speak(texts, device.locale);
  showState();
  const wasCompleted = await speaking;
  showState();
  if (wasCompleted && isSpoken && isAsked && recognizer.isSupported) listen();
}

function suggest(texts) {
  const before = Array.from($("suggestions").children, (button) => button.textContent);
  if (before.join("\n") === texts.join("\n")) return;
  const hadFocus = $("suggestions").contains(document.activeElement);
  const buttons = texts.map((text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => onUserLine(text));
    return button;
  });
  $("suggestions").replaceChildren(...buttons);
  if (hadFocus) buttons[0].focus(); // so that the keyboard focus is not lost
}

/** Send a line of the user; it ends the demo. */
async function onUserLine(text, isSpoken = false) {
  demo?.end();
  recognizer.stop();
  notify("");
  const answer = await say(text, { isSpoken });
  if (answer && text.startsWith("/")) showSettings(answer);
}

/** Show the settings of the Echo after a command that was typed. */
function showSettings({ speaker, has_screen: hasScreen }) {
  const inputs = Array.from(document.querySelectorAll("input[name=voice]"));
  const chosen = inputs.find((input) => input.value === (speaker ?? "-"));
  if (chosen) chosen.checked = true;
  if (hasScreen !== ($("kind").value !== "")) $("kind").value = hasScreen ? "show-8" : "";
  screen.setDevice($("kind").value);
}

function stopSpeaking() {
  synthesizer.stop();
  showState();
}

function selectedSpeaker() {
  return document.querySelector("input[name=voice]:checked").value;
}

/** Show a notice; an empty text removes the notice that begins with `prefix`. */
function notify(text, prefix = "") {
  const notice = $("notice");
  if (!text && !notice.textContent.startsWith(prefix)) return;
  notice.textContent = text;
  notice.hidden = !text;
}

function showState() {
  const state = [
    [recognizer.isListening, "listening"],
    [synthesizer.isSpeaking, "speaking"],
    [pendingRequests > 0, "thinking"],
    [isAsked, "waiting"],
    [true, "idle"],
  ].find(([isActive]) => isActive)[1];
  $("echo").dataset.state = state;
  $("doing").textContent = STATES[state];
}

// Speech recognition

function listen() {
  synthesizer.stop();
  notify("");
  try {
    recognizer.start(device.locale);
  } catch {
    notify("This browser does not let the page listen. Typing always works.");
  }
  $("speak").setAttribute("aria-pressed", `${recognizer.isListening}`);
  showState();
}

function onHeard(text) {
  $("line").value = "";
  onUserLine(text, true);
}

function onRecognitionEnd() {
  $("speak").setAttribute("aria-pressed", "false");
  showState();
}

// The clock

function setClock(now) {
  clock = { now, since: Date.now() };
  tick();
}

function tick() {
  if (!clock) return;
  const passed = device.isClockStopped ? 0 : Date.now() - clock.since;
  const at = new Date(asUtc(clock.now).getTime() + passed);
  const style = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" };
  $("clock").textContent = new Intl.DateTimeFormat(device.locale, style).format(at);
  $("clock").dateTime = at.toISOString().slice(0, 16);
}

/** Set the clock, and add the new time to the transcript. */
async function passTime(at) {
  demo?.end();
  const answer = await say(`/at ${at}`, { shown: "" });
  if (answer) transcript.event($("clock").textContent, "day");
}

function anHourLater() {
  const passed = device.isClockStopped ? 0 : Date.now() - clock.since;
  return new Date(new Date(clock.now).getTime() + passed + 3_600_000).toISOString().slice(0, 19) + "Z";
}

function tomorrowEvening() {
  const at = asUtc(clock.now);
  return evening(at, at.getUTCHours() < 3 ? 0 : 1); // before three in the morning it is still the day before
}

async function playMonth() {
  let hasEnded = false;
  let interrupt;
  const interrupted = new Promise((resolve) => (interrupt = resolve));
  demo = { end: () => ((hasEnded = true), interrupt()) };
  setDemoRunning(true);
  await play(evenings(clock.now), {
    interrupted,
    isStopped: () => hasEnded,
    announce: (at, number, total, hasLines) => {
      transcript.event(`Evening ${number} of ${total}${hasLines ? "" : ": nobody comes, and nothing is lost by it"}`, "day");
      $("notice").hidden = false;
      $("notice").textContent = `A month: evening ${number} of ${total}.`;
    },
    say: async (line) => {
      const answer = await say(line, { isRead: true, shown: line });
      if (!answer) demo.end();
      return answer?.asks ?? false;
    },
  }, EVENING_MS);
  demo = null;
  setDemoRunning(false);
  if (hasEnded) return;
  notify("A month has passed.");
  await say("what's my streak");
}

function setDemoRunning(isRunning) {
  transcript.setQuiet(isRunning);
  $("month").setAttribute("aria-pressed", `${isRunning}`);
  $("month").textContent = isRunning ? "Stop the month" : "Live a month";
}

// Where speech is processed

function showSpeechPrivacy() {
  showSynthesisPrivacy();
  showRecognitionPrivacy();
}

function showSynthesisPrivacy() {
  const all = voicesFor(device.locale);
  const current = synthesizer.voiceFor(device.locale);
  const options = all.map((voice) => {
    const name = voice.localService ? voice.name : `${voice.name} (on its maker's servers)`;
    return new Option(name, voice.voiceURI, false, voice === current);
  });
  if (!current) options.unshift(new Option("None: replies are written", "", false, true));
  $("mouth").replaceChildren(...options);
  $("mouths").hidden = all.length === 0;
  $("speaking").textContent = synthesisPrivacy(all, current);
}

function synthesisPrivacy(all, current) {
  if (all.length === 0) return "This browser has no voice to speak with, so replies are written only.";
  if (!current) return "All its voices speak on their makers' servers, so replies are written, unless you choose one.";
  if (current.localService) return "This voice speaks on this device, as the browser says.";
  return "This voice speaks on its maker's servers: they get every reply, and your promises are in some.";
}

async function showRecognitionPrivacy() {
  const lang = device.locale;
  const isLocal = await recognizer.isLocal(lang);
  if (lang !== device.locale) return; // it was changed meanwhile
  $("speak").hidden = !recognizer.isSupported;
  if (!recognizer.isSupported) $("hearing").textContent = "This browser has no speech recognition, so you type what you'd say.";
  else if (isLocal) $("hearing").textContent = "Speak uses this browser's own speech recognition, on this device.";
  else $("hearing").textContent = MAY_BE_REMOTE;
}

// Settings

/** Create a new Echo, and return whether that succeeded. */
async function createDevice(work = () => device.create()) {
  demo?.end();
  return (await request(() => work().then(() => true))) ?? false;
}

function onCreated(state, isReplacement) {
  isAsked = state.asks;
  setClock(state.now);
  suggest(state.suggestions);
  showLanguages(state.locales);
  screen.hasEngine = state.has_engine;
  screen.setDevice($("kind").value);
  if (isReplacement) notify("The server had lost this Echo, so another was plugged in. No question is open any more.");
}

function showLanguages(locales) {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const options = locales.map((locale) => new Option(names.of(locale), locale, false, locale === device.locale));
  $("locale").replaceChildren(...options);
}

async function changeDevice() {
  screen.setDevice($("kind").value);
  await say(`/screen ${$("kind").value ? "on" : "off"}`, { shown: "" });
}

async function changeLanguage() {
  device.locale = $("locale").value;
  showSpeechPrivacy();
  if (await createDevice()) transcript.event(`An Echo that speaks ${$("locale").selectedOptions[0].text} was plugged in.`);
}

async function beginAgain() {
  if ($("sure").returnValue !== "forget") return;
  synthesizer.stop();
  if (!(await createDevice(() => device.forget()))) return;
  transcript.clear();
  screen.clear();
  document.querySelector("input[name=voice]").checked = true;
  notify("All is forgotten. This Echo is new.");
  $("line").focus();
}

function on(id, event, listener) {
  $(id).addEventListener(event, listener);
}

on("say", "submit", (event) => {
  event.preventDefault();
  const text = $("line").value.trim();
  $("line").value = "";
  if (text) onUserLine(text);
});
on("line", "input", stopSpeaking);
on("speak", "click", () => (recognizer.isListening ? recognizer.stop() : listen()));
on("hour", "click", () => clock && passTime(anHourLater()));
on("evening", "click", () => clock && passTime(tomorrowEvening()));
on("month", "click", () => (demo ? demo.end() : clock && playMonth()));
on("voices", "change", () => say(`/speaker ${selectedSpeaker()}`, { shown: "" }));
on("kind", "change", changeDevice);
on("locale", "change", changeLanguage);
on("mouth", "change", () => ((synthesizer.chosenVoice = $("mouth").value), stopSpeaking(), showSynthesisPrivacy()));
on("mute", "change", () => ((synthesizer.isMuted = $("mute").checked), stopSpeaking()));
on("reset", "click", () => (($("sure").returnValue = "keep"), $("sure").showModal()));
on("sure", "close", beginAgain);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  demo?.end();
  recognizer.stop();
  stopSpeaking();
});
addEventListener("pagehide", () => synthesizer.stop());

synthesizer.onVoices(showSynthesisPrivacy);
showRecognitionPrivacy();
setInterval(tick, 5000);
createDevice();
