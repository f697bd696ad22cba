// The page, put together: what is said goes to the pretend Echo, and what it answers is heard, read and seen.

import { Ear } from "/page/hearing.js";
import { evening, evenings, live, wall } from "/page/month.js";
import { Screen } from "/page/screen.js";
import { Voice, voicesFor } from "/page/speaking.js";
import { Echo } from "/page/talking.js";
import { Transcript } from "/page/transcript.js";

const SLOW = 1000; // milliseconds after which the page says that it waits
const PACE = 2000; // milliseconds of an evening in the month
const STATES = {
  idle: "Ready",
  waiting: "Waiting for your answer",
  listening: "Listening",
  thinking: "One moment",
  speaking: "Speaking",
};

const $ = (id) => document.getElementById(id);
const ELSEWHERE = $("hearing").textContent;
const transcript = new Transcript();
const voice = new Voice();
const screen = new Screen({ onTouch: (what) => say(`/touch ${what}`, { shown: "(touches the screen)" }) });
const ear = new Ear({ onPartial: (text) => ($("line").value = text), onHeard, onTrouble: tell, onEnd: deaf });
const echo = new Echo({ onPlugged });

let isAsked = false; // whether the Echo waits for an answer
let asked = 0; // how many lines are on their way
let month = null; // what ends the month that is being lived
let clock = null; // {now, since}: what the Echo's clock showed, and when

// Talking

/** Say a line to the Echo, and let its answer be heard, unless it is to be read only. Returns the answer, or null. */
async function say(line, { shown = line, isRead = false, isSpoken = false } = {}) {
  voice.stop();
  if (shown && !shown.startsWith("/")) transcript.you(shown, who());
  const answer = await awaited(() => echo.say(line));
  if (answer) await hear(answer, isRead, isSpoken);
  return answer;
}

/** Do what takes a moment and may fail, and tell of both. */
async function awaited(work) {
  asked++;
  show();
  const slow = setTimeout(tell, SLOW, "One moment: the server is slow to answer.");
  try {
    const found = await work();
    tell("", "One moment");
    return found;
  } catch (error) {
    tell(error.message);
    return null;
  } finally {
    clearTimeout(slow);
    asked--;
    show();
  }
}

async function hear(answer, isRead, isSpoken) {
  isAsked = answer.asks;
  set(answer.now);
  suggest(answer.suggestions);
  for (const exchange of answer.heard) {
    transcript.skill(exchange, echo.locale);
    screen.show(exchange.screen);
  }
  if (!isRead) await speak(answer.heard.map((one) => one.ssml).filter(Boolean), isSpoken);
}

/** Speak, and listen again, as an Echo does that has asked something, if the person spoke as well. */
async function speak(all, isSpoken) {
  const speaking = voice.say(all, echo.locale);
  show();
  const wasHeard = await speaking;
  show();
  if (wasHeard && isSpoken && isAsked && ear.works) listen();
}

function suggest(texts) {
  const before = Array.from($("suggestions").children, (one) => one.textContent);
  if (before.join("\n") === texts.join("\n")) return;
  const hadFocus = $("suggestions").contains(document.activeElement);
  const buttons = texts.map((text) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    button.addEventListener("click", () => said(text));
    return button;
  });
  $("suggestions").replaceChildren(...buttons);
  if (hadFocus) buttons[0].focus(); // who goes by keyboard stays where they were
}

/** What a person does by hand or by voice ends what goes on by itself. */
async function said(text, isSpoken = false) {
  month?.end();
  ear.stop();
  tell("");
  const answer = await say(text, { isSpoken });
  if (answer && text.startsWith("/")) steered(answer);
}

/** Show how the Echo was steered by a line that was typed. */
function steered({ speaker, has_screen: hasScreen }) {
  const voices = Array.from(document.querySelectorAll("input[name=voice]"));
  const chosen = voices.find((one) => one.value === (speaker ?? "-"));
  if (chosen) chosen.checked = true;
  if (hasScreen !== ($("kind").value !== "")) $("kind").value = hasScreen ? "show-8" : "";
  screen.become($("kind").value);
}

function hush() {
  voice.stop();
  show();
}

function who() {
  return document.querySelector("input[name=voice]:checked").value;
}

/** Tell something besides the conversation; an empty text takes away what began so. */
function tell(text, only = "") {
  const notice = $("notice");
  if (!text && !notice.textContent.startsWith(only)) return;
  notice.textContent = text;
  notice.hidden = !text;
}

function show() {
  const state = [
    [ear.listens, "listening"],
    [voice.speaks, "speaking"],
    [asked > 0, "thinking"],
    [isAsked, "waiting"],
    [true, "idle"],
  ].find(([isSo]) => isSo)[1];
  $("echo").dataset.state = state;
  $("doing").textContent = STATES[state];
}

// Hearing

function listen() {
  voice.stop();
  tell("");
  try {
    ear.start(echo.locale);
  } catch {
    tell("This browser does not let the page listen. Typing always works.");
  }
  $("speak").setAttribute("aria-pressed", `${ear.listens}`);
  show();
}

function onHeard(text) {
  $("line").value = "";
  said(text, true);
}

function deaf() {
  $("speak").setAttribute("aria-pressed", "false");
  show();
}

// The clock

function set(now) {
  clock = { now, since: Date.now() };
  tick();
}

function tick() {
  if (!clock) return;
  const passed = echo.stands ? 0 : Date.now() - clock.since;
  const at = new Date(wall(clock.now).getTime() + passed);
  const style = { dateStyle: "full", timeStyle: "short", timeZone: "UTC" };
  $("clock").textContent = new Intl.DateTimeFormat(echo.locale, style).format(at);
  $("clock").dateTime = at.toISOString().slice(0, 16);
}

/** Set the clock to a moment, and put down that time has passed. */
async function pass(at) {
  month?.end();
  const answer = await say(`/at ${at}`, { shown: "" });
  if (answer) transcript.event($("clock").textContent, "day");
}

function anHourLater() {
  const passed = echo.stands ? 0 : Date.now() - clock.since;
  return new Date(new Date(clock.now).getTime() + passed + 3_600_000).toISOString().slice(0, 19) + "Z";
}

function tomorrowEvening() {
  const at = wall(clock.now);
  return evening(at, at.getUTCHours() < 3 ? 0 : 1); // before three in the morning it is still the day before
}

async function aMonth() {
  let hasEnded = false;
  let interrupt;
  const interrupted = new Promise((resolve) => (interrupt = resolve));
  month = { end: () => ((hasEnded = true), interrupt()) };
  lived(true);
  await live(evenings(clock.now), {
    interrupted,
    stopped: () => hasEnded,
    announce: (at, number, all, comes) => {
      transcript.event(`Evening ${number} of ${all}${comes ? "" : ": nobody comes, and nothing is lost by it"}`, "day");
      $("notice").hidden = false;
      $("notice").textContent = `A month: evening ${number} of ${all}.`;
    },
    say: async (line) => {
      const answer = await say(line, { isRead: true, shown: line });
      if (!answer) month.end();
      return answer?.asks ?? false;
    },
  }, PACE);
  month = null;
  lived(false);
  if (hasEnded) return;
  tell("A month has passed.");
  await say("what's my streak");
}

function lived(isLived) {
  transcript.hush(isLived);
  $("month").setAttribute("aria-pressed", `${isLived}`);
  $("month").textContent = isLived ? "Stop the month" : "Live a month";
}

// Where speech goes

function tellWhereSpeechGoes() {
  tellSpeaking();
  tellHearing();
}

function tellSpeaking() {
  const all = voicesFor(echo.locale);
  const mine = voice.voiceFor(echo.locale);
  const options = all.map((one) => {
    const name = one.localService ? one.name : `${one.name} (on its maker's servers)`;
    return new Option(name, one.voiceURI, false, one === mine);
  });
  if (!mine) options.unshift(new Option("None: replies are written", "", false, true));
  $("mouth").replaceChildren(...options);
  $("mouths").hidden = all.length === 0;
  $("speaking").textContent = speakingPlace(all, mine);
}

function speakingPlace(all, mine) {
  if (all.length === 0) return "This browser has no voice to speak with, so replies are written only.";
  if (!mine) return "All its voices speak on their makers' servers, so replies are written, unless you choose one.";
  if (mine.localService) return "This voice speaks on this device, as the browser says.";
  return "This voice speaks on its maker's servers: they get every reply, and your promises are in some.";
}

async function tellHearing() {
  const lang = echo.locale;
  const isLocal = await ear.isLocal(lang);
  if (lang !== echo.locale) return; // it was changed meanwhile
  $("speak").hidden = !ear.works;
  if (!ear.works) $("hearing").textContent = "This browser has no speech recognition, so you type what you'd say.";
  else if (isLocal) $("hearing").textContent = "Speak uses this browser's own speech recognition, on this device.";
  else $("hearing").textContent = ELSEWHERE;
}

// The settings

/** Plug a new Echo in, and return whether that could be done. */
async function plugIn(work = () => echo.plugIn()) {
  month?.end();
  return (await awaited(() => work().then(() => true))) ?? false;
}

function onPlugged(device, isInPlace) {
  isAsked = device.asks;
  set(device.now);
  suggest(device.suggestions);
  languages(device.locales);
  screen.hasEngine = device.has_engine;
  screen.become($("kind").value);
  if (isInPlace) tell("The server had lost this Echo, so another was plugged in. No question is open any more.");
}

function languages(locales) {
  const names = new Intl.DisplayNames(["en"], { type: "language" });
  const options = locales.map((one) => new Option(names.of(one), one, false, one === echo.locale));
  $("locale").replaceChildren(...options);
}

async function changeDevice() {
  screen.become($("kind").value);
  await say(`/screen ${$("kind").value ? "on" : "off"}`, { shown: "" });
}

async function changeLanguage() {
  echo.locale = $("locale").value;
  tellWhereSpeechGoes();
  if (await plugIn()) transcript.event(`An Echo that speaks ${$("locale").selectedOptions[0].text} was plugged in.`);
}

async function beginAgain() {
  if ($("sure").returnValue !== "forget") return;
  voice.stop();
  if (!(await plugIn(() => echo.forget()))) return;
  transcript.clear();
  screen.clear();
  document.querySelector("input[name=voice]").checked = true;
  tell("All is forgotten. This Echo is new.");
  $("line").focus();
}

function on(id, event, does) {
  $(id).addEventListener(event, does);
}

on("say", "submit", (event) => {
  event.preventDefault();
  const text = $("line").value.trim();
  $("line").value = "";
  if (text) said(text);
});
on("line", "input", hush);
on("speak", "click", () => (ear.listens ? ear.stop() : listen()));
on("hour", "click", () => clock && pass(anHourLater()));
on("evening", "click", () => clock && pass(tomorrowEvening()));
on("month", "click", () => (month ? month.end() : clock && aMonth()));
on("voices", "change", () => say(`/speaker ${who()}`, { shown: "" }));
on("kind", "change", changeDevice);
on("locale", "change", changeLanguage);
on("mouth", "change", () => ((voice.chosen = $("mouth").value), hush(), tellSpeaking()));
on("mute", "change", () => ((voice.muted = $("mute").checked), hush()));
on("reset", "click", () => (($("sure").returnValue = "keep"), $("sure").showModal()));
on("sure", "close", beginAgain);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  month?.end();
  ear.stop();
  hush();
});
addEventListener("pagehide", () => voice.stop());

voice.onKnown(tellSpeaking);
tellHearing();
setInterval(tick, 5000);
plugIn();
